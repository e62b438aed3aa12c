/** Flaws that are one and the same: what is known already is not learned twice (docs/methods.md 4). */
import type { Flaw } from './types';

/** What makes a flaw that one and no other: its place, bit for bit, and the norm that it violates. */
export function contentOf({ raw, norm }: Pick<Flaw, 'raw' | 'norm'>): string {
  return JSON.stringify([norm, ...raw]);
}

export interface MergedFlaws {
  /** Those known before, in their order, then what is new. */
  readonly known: readonly Flaw[];
  readonly added: number;
  readonly alreadyKnown: number;
}

/** Adds flaws whose content is not known yet; one whose id another flaw bears gets an id of its own. */
export function mergeFlaws(known: readonly Flaw[], found: readonly Flaw[]): MergedFlaws {
  const contents = new Set(known.map(contentOf));
  const ids = new Set(known.map(({ id }) => id));
  const fresh: Flaw[] = [];
  for (const flaw of found) {
    const content = contentOf(flaw);
    if (contents.has(content)) continue;
    contents.add(content);
    const id = freeId(flaw.id, ids);
    ids.add(id);
    fresh.push({ ...flaw, id });
  }
  return { known: [...known, ...fresh], added: fresh.length, alreadyKnown: found.length - fresh.length };
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let i = 2; taken.has(id); i++) id = `${wanted}-${i}`;
  return id;
}
