/** What a tree asks for. */
import type { Tree } from './tree';

/** True where a tree asks for something that only a record carries. */
export function readsRecords(tree: Tree): boolean {
  if (tree.op === 'field' || tree.op === 'text' || tree.op === 'words') return true;
  return 'of' in tree && tree.of.some(readsRecords);
}

/** Names of the record's fields that a tree reads, each once. */
export function fieldsIn(tree: Tree): string[] {
  if (tree.op === 'field' || tree.op === 'text' || tree.op === 'words') return [tree.name];
  return 'of' in tree ? [...new Set(tree.of.flatMap(fieldsIn))] : [];
}

/** True where a tree measures distances in standardised units. */
export function readsDistance(tree: Tree): boolean {
  return tree.op === 'distance' || ('of' in tree && tree.of.some(readsDistance));
}

/** Raw features that a tree reads, ascending; those behind the inputs of a distance are not among them. */
export function featuresIn(tree: Tree): number[] {
  const found = new Set<number>();
  const visit = (part: Tree): void => {
    if (part.op === 'feature') found.add(part.index);
    if (part.op === 'polyline') part.features.forEach((index) => found.add(index));
    if ('of' in part) part.of.forEach(visit);
  };
  visit(tree);
  return [...found].sort((a, b) => a - b);
}
