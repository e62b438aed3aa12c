/**
 * How well a reward tells hard negatives from the demonstrations that they were made from (docs/methods.md 1.5). As many
 * negatives are judged as a figure of a stated standard error needs: a first sample tells how many.
 */
import { joined } from '../../basics/arrays';
import { auroc, placementVariances } from '../../basics/statistics';
import { negativeIds, type NegativeFigures, type NegativeId } from './figures';

/** Standard errors that are good enough: of an AUROC, and of a share of rows. */
const aurocError = 0.005;
const shareError = 0.01;
/** Negatives of the first sample, and by how many more are taken. */
const firstSample = 1000;
const sampleStep = 500;

/** What a reward and its gate say about rows, [rows] each. */
export interface Judgement {
  /** n */
  readonly energy: Float64Array;
  /** The join of n and u. */
  readonly join: Float64Array;
  /** 1 where the gate allows the row. */
  readonly allowed: Uint8Array;
}

/** Judges rows [from, to) of the negatives of a kind, which lie in a random order. */
export type JudgeNegatives<T> = (id: NegativeId, from: number, to: number) => Promise<T>;

/**
 * AUROC of demonstrations against each negative made from them, by n and by the join, and the share of it that the gate
 * does not allow. NaN figures say that a score was not a number.
 * @param demonstrations that trained nothing @param rows of each kind of negative
 */
export async function assessNegatives(
  demonstrations: Judgement,
  rows: number,
  judge: JudgeNegatives<Judgement>,
): Promise<Record<NegativeId, NegativeFigures>> {
  const needed = ({ energy, join, allowed }: Judgement): number =>
    Math.max(
      negativesNeeded(energy, demonstrations.energy),
      negativesNeeded(join, demonstrations.join),
      rowsForShare(stopped(allowed)),
    );
  const figures = await Promise.all(
    negativeIds.map(async (id): Promise<[NegativeId, NegativeFigures]> => {
      const negatives = await inSamples(rows, (from, to) => judge(id, from, to), needed, joinedJudgements);
      const energy = auroc(negatives.energy, demonstrations.energy);
      const join = auroc(negatives.join, demonstrations.join);
      return [id, { energy, join, notAllowed: stopped(negatives.allowed) }];
    }),
  );
  return Object.fromEntries(figures) as Record<NegativeId, NegativeFigures>;
}

/** The worst hard-negative AUROC by energy, which families are ranked by; `uniform` is left out. */
export async function worstEnergy(
  demonstrations: Float64Array,
  rows: number,
  judge: JudgeNegatives<Float64Array>,
): Promise<number> {
  const hard = negativeIds.filter((id) => id !== 'uniform');
  const needed = (energies: Float64Array): number => negativesNeeded(energies, demonstrations);
  const figures = await Promise.all(
    hard.map(async (id) => {
      const energies = await inSamples(rows, (from, to) => judge(id, from, to), needed, joined);
      return auroc(energies, demonstrations);
    }),
  );
  return Math.min(...figures);
}

/**
 * Negatives that bring the standard error of the AUROC down to .005, by the placements of a first sample; Infinity where the
 * demonstrations alone keep it above, so that all are taken.
 */
function negativesNeeded(sample: Float64Array, demonstrations: Float64Array): number {
  const { positive, negative } = placementVariances(sample, demonstrations);
  const left = aurocError ** 2 - negative / demonstrations.length;
  // More rows make no figure of a score that is not a number.
  if (Number.isNaN(positive + negative)) return 0;
  return left > 0 ? positive / left : Infinity;
}

function rowsForShare(share: number): number {
  return (share * (1 - share)) / shareError ** 2;
}

function stopped(allowed: Uint8Array): number {
  return allowed.reduce((sum, one) => sum + 1 - one, 0) / allowed.length;
}

/** The first sample and as many more of at most `rows` as it asks for. */
async function inSamples<T>(
  rows: number,
  judge: (from: number, to: number) => Promise<T>,
  needed: (sample: T) => number,
  together: (parts: readonly T[]) => T,
): Promise<T> {
  const first = Math.min(rows, firstSample);
  const sample = await judge(0, first);
  const wanted = Math.min(rows, Math.ceil(needed(sample) / sampleStep) * sampleStep);
  return wanted > first ? together([sample, await judge(first, wanted)]) : sample;
}

function joinedJudgements(parts: readonly Judgement[]): Judgement {
  return {
    energy: joined(parts.map(({ energy }) => energy)),
    join: joined(parts.map(({ join }) => join)),
    allowed: joined(parts.map(({ allowed }) => allowed)),
  };
}
