/** Which of the known names somebody may have meant by one that is not known. */

/** Names that a sentence can hold. */
const mostNamed = 3;

/**
 * “did you mean …?”, the nearest names first; empty where nothing is known.
 * @param known each once
 */
export function didYouMean(given: string, known: readonly string[]): string {
  const nearest = known
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostNamed)
    .map(({ name }) => `“${name}”`);
  const last = nearest.pop();
  if (last === undefined) return '';
  return `did you mean ${nearest.length === 0 ? last : `${nearest.join(', ')} or ${last}`}?`;
}

/** Insertions, deletions and replacements that make one text of the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = before[j - 1] + Number(a[i - 1] !== b[j - 1]);
      row.push(Math.min(replaced, before[j] + 1, row[j - 1] + 1));
    }
    before = row;
  }
  return before[b.length];
}
