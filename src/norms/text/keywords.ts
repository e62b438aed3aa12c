/**
 * Words in a text: whole words, letters in either case, phrases, and whether they stand under a negation. Every step is
 * one that Python's `unicodedata` and `str` do alike; docs/norms.md lists them, and `gate.py` follows the list. English
 * only: in other languages no match counts as negated.
 */

/** How many words before a match are searched for a negation. */
export const negationWindow = 4;

/** Words that negate; so does every word that ends with n't. */
export const negations: ReadonlySet<string> = new Set([
  ...['not', 'no', 'never', 'without', 'cannot', 'neither', 'nor', 'none', 'nobody', 'nothing', 'avoid'],
  ...['dont', 'doesnt', 'didnt', 'wont', 'wouldnt', 'cant', 'couldnt', 'shouldnt', 'mustnt', 'isnt', 'arent'],
]);

/** The words of a text, folded to lower case; apostrophes stay inside words alone. */
export function wordsOf(text: string): string[] {
  const folded = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/[‘’ʼ]/g, "'");
  const runs = folded.match(/[\p{L}\p{M}\p{N}']+/gu) ?? [];
  return runs.map((run) => run.replace(/^'+|'+$/g, '')).filter((word) => word !== '');
}

/** A word or phrase as trees carry it: its words with one space between them; '' when it has none. */
export function phraseOf(words: string): string {
  return wordsOf(words).join(' ');
}

function negates(word: string): boolean {
  return negations.has(word) || word.endsWith("n't");
}

/**
 * @param phrases as `phraseOf` writes them
 * @returns for a text: −1 where one occurs plainly, else NaN where one occurs negated, else 1
 */
export function openKeywords(phrases: readonly string[]): (text: string) => number {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of phrases) {
    const words = phrase.split(' ');
    byFirst.set(words[0], [...(byFirst.get(words[0]) ?? []), words]);
  }
  return (text) => {
    const words = wordsOf(text);
    let negated = false;
    for (let at = 0; at < words.length; at++) {
      if (!byFirst.get(words[at])?.some((phrase) => phrase.every((word, i) => words[at + i] === word))) continue;
      if (!words.slice(Math.max(0, at - negationWindow), at).some(negates)) return -1;
      negated = true;
    }
    return negated ? NaN : 1;
  };
}
