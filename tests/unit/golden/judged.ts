/**
 * What the bundled rewards say of 5000 points each, as plain data: for `tests/golden/decisions-a554bc4.json`, which
 * `decisions.test.ts` holds the code to. No point is stored; they are drawn again from a seed, the basin and the ranges, and
 * their checksum tells a changed draw from a changed score. Names of tensors and parts do not enter, so that they may change.
 */
import { readFileSync } from 'node:fs';
import { Random } from '../../../src/basics/random';
import { sha256 } from '../../../src/basics/hash';
import { decide, observe } from '../../../src/gate/decide';
import { openArtifact, type OpenedArtifact } from '../../../src/release/artifact';
import { pointsOf } from '../../../src/release/points';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { distancesToDemonstrations } from '../../../src/reward/distance/demonstration-distances';
import type { Basin, InputPatch, Patch } from '../../../src/reward/types';
import { openBasin } from '../../../src/reward/distance/uncertainty';
import { framesUnder, openGate } from '../../../src/gate/open-gate';
import { distanceOver } from '../../../src/reward/distance/distance-over';

export const bundled = ['point-maze', 'spatial-tube'] as const;
export type Bundled = (typeof bundled)[number];
const rows = 5000;

export interface Judged {
  /** SHA-256 of all numbers of the model (standardiser, tensors, calibration, κ, β), whatever they are called. */
  readonly model: string;
  /** SHA-256 of fourth powers: their last digit, which the Wendland kernel reads, depends on the engine's version. */
  readonly powers: string;
  /** SHA-256 of the raw points, float64, little-endian. */
  readonly points: string;
  /** [rows] s, float64; null = not finite. */
  readonly scores: readonly (number | null)[];
  /** One letter a row: allow, escalate, block. */
  readonly actions: string;
  /** Every list of reasons that was given, ids joined by a space, in order of first appearance … */
  readonly reasonLists: readonly string[];
  /** … and which of them each row was given, [rows]. */
  readonly reasons: readonly number[];
}

interface Content extends OpenedArtifact {
  readonly basin: Basin;
}

async function open(name: Bundled): Promise<Content> {
  const opened = await openArtifact(new Uint8Array(readFileSync(`static/examples/${name}.reward.zip`)));
  if (!opened.ok) throw new Error(opened.failure.message);
  const { basin, model } = opened.value;
  if (basin === null) throw new Error('the demonstrations are missing');
  if (model.features.some(({ role }) => role !== 'continuous'))
    throw new Error('points are drawn of continuous features');
  return { ...opened.value, basin };
}

/** The same whatever the order and the names, and whether a tensor is kept in float32 or float64. */
async function hashOf({ model }: Content): Promise<string> {
  const { standardiser, members, kappa, beta } = model;
  const calibration = members.flatMap(({ calibration: { lMin, lMax } }) => [lMin, lMax]);
  const tensors = members.flatMap((member) => Object.values(member.tensors).map(({ data }) => data));
  const pieces = [standardiser.mean, standardiser.std, ...tensors, [...calibration, kappa, beta]];
  const hashes = await Promise.all(pieces.map((piece) => sha256(bytesOf(Float64Array.from(piece)))));
  return sha256(new TextEncoder().encode(hashes.sort().join('\n')));
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

/** The files carry no patches: one suppresses where demonstrations are, one raises beside them. */
function ownPatches({ basin: { points, dims } }: Content): InputPatch[] {
  const at = (share: number, aside: number): number[] => {
    const row = Math.floor((share * points.length) / dims);
    return Array.from(points.subarray(row * dims, (row + 1) * dims), (value) => value + aside);
  };
  const common = { space: 'input', strength: 0.9, gate: null } as const;
  return [
    { ...common, id: 'suppress', kind: 'suppress', kernel: 'plateau', center: at(1 / 3, 0), reach: 0.8, core: 0.5 },
    { ...common, id: 'raise', kind: 'raise', kernel: 'wendland', center: at(2 / 3, 0.2), reach: 0.8, core: 0 },
  ];
}

/**
 * Raw rows, float32-exact, by sums and products alone, which round alike everywhere: of 50, 24 lie about a demonstration, 15
 * in the range widened 1.5 times, 10 about a patch, and one lacks a feature.
 */
function draw({ basin, model, ranges }: Content, patches: readonly InputPatch[], random: Random): Float64Array {
  const { mean, std } = model.standardiser;
  const { points, dims } = basin;
  const raw = new Float64Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    const kind = row % 50;
    const own = random.integer(points.length / dims) * dims;
    const patch = patches[random.integer(patches.length)];
    const noise = kind < 24 ? [0, 0.1, 0.4, 1.6][kind % 4] : 0.9;
    const near = kind < 24 || kind === 49 ? points.subarray(own, own + dims) : patch.center;
    for (let f = 0; f < dims; f++) {
      const { min, max } = ranges[f];
      const spare = (max - min) / 4;
      const beside = mean[f] + std[f] * (near[f] + noise * random.uniform(-1, 1));
      const anywhere = random.uniform(min - spare, max + spare);
      raw[row * dims + f] = Math.fround(kind >= 24 && kind < 39 ? anywhere : beside);
    }
    if (kind === 49) raw[row * dims + random.integer(dims)] = NaN;
  }
  return raw;
}

/** Scores by the float64 reference and decides each row by itself, under the norms, thresholds and cells of the file. */
export async function judge(name: Bundled): Promise<Judged> {
  const content = await open(name);
  const { basin, model, cells } = content;
  const models = openModel(model);
  if (!models.ok) throw new Error(models.failure.message);
  const own = ownPatches(content);
  const raw = draw(content, own, Random.of(20261129, 'golden', 'decisions', name));
  const points = pointsOf(model, raw);
  const patches: Patch[] = [...content.patches, ...own];
  const around = distancesToDemonstrations(basin);
  const scores = await new ReferenceScorer(model, models.value, undefined, around).score(points, patches);
  const distanceRatio = distanceOver({ fitted: openBasin(basin), cover: null }, points);
  const gate = openGate(content, cells, around);
  const frames = framesUnder(gate, points, scores, distanceRatio);
  const decisions = Array.from({ length: rows }, (_, row) => decide(observe(frames, row), gate.thresholds));
  const given = decisions.map(({ reasons }) => reasons.map(({ reason }) => reason).join(' '));
  const reasonLists = [...new Set(given)];
  return {
    model: await hashOf(content),
    powers: await sha256(bytesOf(Float64Array.from({ length: 10_000 }, (_, i) => (i / 10_000) ** 4))),
    points: await sha256(bytesOf(raw)),
    scores: Array.from(scores.score, (score) => (Number.isFinite(score) ? score : null)),
    actions: decisions.map(({ action }) => action[0]).join(''),
    reasonLists,
    reasons: given.map((list) => reasonLists.indexOf(list)),
  };
}
