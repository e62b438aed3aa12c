/** Candidates for the self-test, drawn by seed: frames of the basin, patched places, noisy and uniform rows. */
import { Random } from '../basics/random';
import { isEnabled } from '../reward/patches/patch';
import type { InputPatch, MaskPatch } from '../reward/types';
import type { ArtifactContent } from './artifact';
import { direction, rawRow } from './points';

/** [F] raw units, float32-exact. */
export type RawRow = readonly number[];
type Draw = (random: Random) => RawRow;

/** A standardised frame of the basin; without one, a normal draw. */
function frame({ basin, model }: ArtifactContent, random: Random): Float64Array {
  const dims = model.standardiser.mean.length;
  const rows = basin === null ? 0 : basin.points.length / dims;
  if (basin === null || rows === 0) return Float64Array.from({ length: dims }, () => random.normal());
  const row = random.integer(rows);
  return Float64Array.from(basin.points.subarray(row * dims, (row + 1) * dims));
}

function decoded({ model }: ArtifactContent, x: ArrayLike<number>): RawRow {
  return rawRow(model.features, model.standardiser, x);
}

function noisyRow(content: ArtifactContent, random: Random): RawRow {
  const scale = random.uniform(0.05, 2);
  return decoded(
    content,
    frame(content, random).map((value) => value + scale * random.normal()),
  );
}

/** Uniform over the observed range widened 1.5 times about its centre. */
function uniformRow({ model, ranges }: ArtifactContent, random: Random): RawRow {
  return model.features.map(({ role, levels }, f) => {
    if (role === 'category') return levels[random.integer(levels.length)] ?? 0;
    const { min, max } = ranges[f];
    const spare = (max - min) / 4;
    return Math.fround(random.uniform(min - spare, max + spare));
  });
}

function insideKernel(content: ArtifactContent, patch: InputPatch, random: Random): RawRow {
  const x = frame(content, random);
  const distance = patch.reach * random.uniform(0, 1.1);
  const away = direction(random, patch.center.length);
  patch.center.forEach((centre, i) => (x[patch.features?.[i] ?? i] = centre + distance * away[i]));
  return decoded(content, x);
}

function outsideNorm(content: ArtifactContent, { norm, width }: MaskPatch, random: Random): RawRow {
  if (norm.type !== 'range') return uniformRow(content, random);
  const row = [...decoded(content, frame(content, random))];
  const i = random.integer(norm.features.length);
  const reach = width > 0 ? 1.5 * width : 0.2 * (norm.max[i] - norm.min[i] + 1);
  const step = random.uniform(-0.2, 1) * reach;
  row[norm.features[i]] = Math.fround(random.next() < 0.5 ? norm.min[i] - step : norm.max[i] + step);
  return row;
}

function patchedRow(content: ArtifactContent, random: Random): RawRow {
  const patches = content.patches.filter(isEnabled);
  if (patches.length === 0) return noisyRow(content, random);
  const patch = patches[random.integer(patches.length)];
  if (patch.space === 'input') return insideKernel(content, patch, random);
  return patch.space === 'mask' ? outsideNorm(content, patch, random) : noisyRow(content, random);
}

/** Kinds in order, with the share of the self-test that each should have. */
export const selftestKinds = [
  { name: 'basin', share: 96 },
  { name: 'patched', share: 64 },
  { name: 'noisy', share: 48 },
  { name: 'uniform', share: 48 },
] as const;
export type SelftestKind = (typeof selftestKinds)[number]['name'];

/** `count` rows of a kind, flat [count × F]. The same content gives the same rows. */
export function drawInputs(content: ArtifactContent, kind: SelftestKind, count: number): Float64Array {
  const draws: Record<SelftestKind, Draw> = {
    basin: (random) => decoded(content, frame(content, random)),
    patched: (random) => patchedRow(content, random),
    noisy: (random) => noisyRow(content, random),
    uniform: (random) => uniformRow(content, random),
  };
  const random = Random.of(1, 'selftest', kind);
  return Float64Array.from(Array.from({ length: count }, () => draws[kind](random)).flat());
}
