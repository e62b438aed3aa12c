/** Escapes and character classes of the regular expressions that RE2 and Python share; see `pattern-reader.ts`. */
import { refuse } from '../refused';

/** A piece of a pattern, `length` characters of the source. */
export interface Piece {
  readonly length: number;
  readonly engine: string;
  readonly shared: string;
  /** Whether a repetition may follow. */
  readonly repeatable: boolean;
}

/** Same letters and same meaning in both, in and outside of classes. */
const plainEscapes = 'dDwWnrtfv';
/** What does not take up a character: nothing repeats it. */
const places = 'bBA';

/** Under (?i) the two engines agree on ASCII letters alone. @throws Refused */
export function holdToAscii(character: string, anyCase: boolean): void {
  if (anyCase && character > '\x7f') refuse(`under (?i) a pattern is ASCII, and ${character} is not`);
}

/** An escape outside of classes. @throws Refused */
export function readEscape(characters: readonly string[], at: number, anyCase: boolean): Piece {
  const letter = characters.at(at + 1);
  const text = `\\${letter ?? ''}`;
  const piece = (engine: string, repeatable: boolean): Piece => ({ length: 2, engine, shared: text, repeatable });
  if (letter === 's') return piece('[\\s\\v]', true);
  if (letter === 'S') return piece('[^\\s\\v]', true);
  if (letter === 'Z') return piece('\\z', false);
  if (letter !== undefined && places.includes(letter)) return piece(text, false);
  const length = escapeLength(characters, at, anyCase);
  const source = characters.slice(at, at + length).join('');
  return { length, engine: source, shared: source, repeatable: true };
}

/** Characters of an escape that is the same in both, in and outside of classes. */
function escapeLength(characters: readonly string[], at: number, anyCase: boolean): number {
  const letter = characters.at(at + 1);
  if (letter === undefined) return refuse('the pattern ends with a lone \\');
  if (letter === 'x') {
    const digits = characters.slice(at + 2, at + 4).join('');
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) refuse('\\x needs two hexadecimal digits');
    holdToAscii(String.fromCharCode(parseInt(digits, 16)), anyCase);
    return 4;
  }
  if (plainEscapes.includes(letter) || /^[!-/:-@[-`{-~ ]$/.test(letter)) return 2;
  return refuse(`Python and RE2 do not share \\${letter}`);
}

/** A class [...]. @throws Refused */
export function readClass(characters: readonly string[], start: number, anyCase: boolean): Piece {
  let at = start + (characters[start + 1] === '^' ? 2 : 1);
  const first = at;
  let engine = characters.slice(start, at).join('');
  let shared = engine;
  while (characters[at] !== ']' || at === first) {
    const item = readItem(characters, at, at === first, anyCase);
    engine += item.engine;
    shared += item.shared;
    at += item.length;
  }
  return { length: at + 1 - start, engine: `${engine}]`, shared: `${shared}]`, repeatable: true };
}

type Item = Omit<Piece, 'repeatable'>;

/** A character, a range, or a set such as \d. */
function readItem(characters: readonly string[], at: number, first: boolean, anyCase: boolean): Item {
  const low = memberLength(characters, at, anyCase);
  const source = characters.slice(at, at + low).join('');
  const last = characters[at + low] === ']';
  if (source === '-' && !first && !last)
    refuse('in a class, - stands first, last or between two characters: write \\-');
  if (source === '\\s') {
    if (characters[at + 2] === '-' && characters[at + 3] !== ']') refuse('a range cannot begin with \\s');
    return { length: low, engine: '\\s\\v', shared: source };
  }
  if (characters[at + low] !== '-' || characters[at + low + 1] === ']')
    return { length: low, engine: source, shared: source };
  const high = memberLength(characters, at + low + 1, anyCase);
  const range = characters.slice(at, at + low + 1 + high).join('');
  const end = characters.slice(at + low + 1, at + low + 1 + high).join('');
  if (codeOf(source, range) > codeOf(end, range)) refuse(`the range ${range} ends before it begins`);
  return { length: low + 1 + high, engine: range, shared: range };
}

function memberLength(characters: readonly string[], at: number, anyCase: boolean): number {
  const character = characters.at(at);
  if (character === undefined) return refuse('a class [ is not closed');
  if (character === '[' || character === ']') return refuse(`in a class, write \\${character} for ${character}`);
  if ('-&~|'.includes(character) && characters[at + 1] === character) {
    return refuse(`Python keeps ${character}${character} in a class for later: write \\${character}`);
  }
  if (character === '\\') return characters[at + 1] === 's' ? 2 : escapeLength(characters, at, anyCase);
  holdToAscii(character, anyCase);
  return 1;
}

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

/** Code point of one member of a range. @throws Refused for sets */
function codeOf(member: string, range: string): number {
  if (!member.startsWith('\\')) return member.codePointAt(0) ?? 0;
  const letter = member.charAt(1);
  if (letter === 'x') return parseInt(member.slice(2), 16);
  if (Object.hasOwn(controls, letter)) return controls[letter];
  if (/\w/.test(letter)) refuse(`the range ${range} begins or ends with a set`);
  return letter.charCodeAt(0);
}
