/** What masks are judged in: the space of the rows, and the demonstrations around them. Norms are compiled once each. */
import type { Feature } from '../../demonstrations/demonstrations';
import type { Norm } from '../../norms/norm';
import { openNorm, type OpenNorm } from '../../norms/open-norm';
import { nowhere, type NormSpace, type Surroundings } from '../../norms/rows';

export { nowhere, type Surroundings } from '../../norms/rows';

export interface Setting {
  readonly space: NormSpace;
  readonly surroundings: Surroundings;
}

/** Features that nobody named: `input 1` and so on. */
export function namelessFeatures(count: number): readonly Feature[] {
  const blank = { unit: '', role: 'continuous', column: '', group: 'observation', levels: [] } as const;
  return Array.from({ length: count }, (_, f) => ({ ...blank, name: `input ${f + 1}` }));
}

const bare = new Map<number, Setting>();

/** For rows that nobody described: norms that name features or measure distances to demonstrations are of no use there. */
export function bareSetting(rawFeatures: number): Setting {
  const held = bare.get(rawFeatures);
  if (held !== undefined) return held;
  const features = namelessFeatures(rawFeatures);
  const standardiser = { mean: new Float32Array(rawFeatures), std: new Float32Array(rawFeatures).fill(1) };
  const made = { space: { features, standardiser }, surroundings: nowhere };
  bare.set(rawFeatures, made);
  return made;
}

/** @param surroundings absent = nothing is near: norms about demonstrations are inconclusive */
export function settingOf(space: NormSpace, surroundings: Surroundings = nowhere): Setting {
  return { space: { features: space.features, standardiser: space.standardiser }, surroundings };
}

const opened = new WeakMap<Setting, WeakMap<Norm, OpenNorm>>();

/** The norm of a mask, ready to judge. @throws Error for one that no patch rule lets through */
export function normIn(setting: Setting, norm: Norm): OpenNorm {
  const held = opened.get(setting) ?? new WeakMap<Norm, OpenNorm>();
  opened.set(setting, held);
  const known = held.get(norm);
  if (known !== undefined) return known;
  const made = openNorm(norm, setting.space, setting.surroundings);
  if (!made.ok) throw new Error(made.failure.message);
  held.set(norm, made.value);
  return made.value;
}
