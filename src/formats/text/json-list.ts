/** Takes the text of a JSON list in pieces and hands out the texts of its entries, so that it never lies in memory whole. */

export type ListEnd =
  /** The list ended with the text. */
  | 'whole'
  /** The text ended inside the list. */
  | 'cut'
  /** Something follows on the list, or stands where nothing may. */
  | 'stray'
  /** Whoever gets the entries had enough. */
  | 'stopped'
  /** An entry is longer than it may be. */
  | 'endless';

const structure = /["[\]{}]/g;
const structureAndCommas = /["[\]{},]/g;
const insideText = /["\\]/g;

export class JsonList {
  private depth = 0;
  private inText = false;
  /** The next character belongs to the backslash before it. */
  private escaped = false;
  /** What came of the entry that is under way. */
  private parts: string[] = [];
  private length = 0;
  private entries = 0;
  private ended: ListEnd | null = null;

  /**
   * @param take gets the text of each entry, white space around it included; false ends the walk
   * @param longest characters of one entry
   */
  constructor(
    private readonly take: (entry: string) => boolean,
    private readonly longest: number,
  ) {}

  /** How the walk ended; null while it goes on. */
  push(text: string): ListEnd | null {
    let at = 0;
    let from = 0;
    while (at < text.length && this.ended === null) {
      if (this.depth === 0) {
        at = this.outside(text, at);
        from = at;
      } else if (this.inText) {
        at = this.throughText(text, at);
      } else {
        const found = next(this.depth === 1 ? structureAndCommas : structure, text, at);
        at = found + 1;
        if (found < 0) break;
        const mark = text[found];
        if (mark === '"') this.inText = true;
        else if (mark === '[' || mark === '{') this.depth++;
        else if (mark !== ',' && this.depth > 1) this.depth--;
        else {
          this.entry(text.slice(from, found), mark);
          from = at;
        }
      }
    }
    if (this.depth > 0 && this.ended === null) this.hold(text.slice(from));
    return this.ended;
  }

  /** Call after the last piece. */
  end(): ListEnd {
    return this.ended ?? (this.entries < 0 ? 'whole' : 'cut');
  }

  /** Before the list white space and `[`, after it white space. */
  private outside(text: string, at: number): number {
    const found = next(/\S/g, text, at);
    if (found < 0) return text.length;
    if (this.entries < 0 || text[found] !== '[') this.ended = 'stray';
    this.depth = 1;
    return found + 1;
  }

  private throughText(text: string, at: number): number {
    if (this.escaped) {
      this.escaped = false;
      return at + 1;
    }
    const found = next(insideText, text, at);
    if (found < 0) return text.length;
    if (text[found] === '"') this.inText = false;
    else this.escaped = true;
    return found + 1;
  }

  private entry(tail: string, mark: string): void {
    this.hold(tail);
    const whole = this.parts.join('');
    this.parts = [];
    this.length = 0;
    const empty = /^\s*$/.test(whole);
    if (mark === '}' || (empty && (mark === ',' || this.entries > 0))) this.ended ??= 'stray';
    else if (!empty && this.ended === null && !this.take(whole)) this.ended = 'stopped';
    this.entries++;
    if (mark !== ']') return;
    this.depth = 0;
    this.entries = -1;
  }

  private hold(part: string): void {
    this.length += part.length;
    if (this.length > this.longest) this.ended = 'endless';
    else if (part !== '') this.parts.push(part);
  }
}

function next(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.index ?? -1;
}
