/** The sets of rows that every family is judged on: episodes that trained nothing, and hard negatives made from them. */
import { Random } from '../../basics/random';
import { rowsOf, trainingRowsOf } from '../../demonstrations/split';
import { featureStatistics, type FeatureStatistics } from '../../reward/evaluation/feature-statistics';
import type { NegativeId } from '../../reward/evaluation/figures';
import { makeNegatives } from '../../reward/evaluation/hard-negatives';
import { pointsAt } from '../../reward/points-at';
import type { Points } from '../../reward/types';
import { afterStarts, gather, type PreparedData } from '../prepared-data';

/** Most demonstrations that negatives are made from, a part: of n rows an AUROC's standard error is at most 1/(2√n), here .005. */
export const mostNegatives = 10_000;

export type JudgedPart = 'test' | 'validation';
export interface RowSet {
  readonly part: JudgedPart;
  /** null = the demonstrations themselves, in their order: all held-out ones. Negatives lie in a seeded random order. */
  readonly negative: NegativeId | null;
}

/** Raw rows of a part, at most `most`, evenly spread. */
export function rawRows(
  { demonstrations }: Pick<PreparedData, 'demonstrations'>,
  rows: Uint32Array,
  most = Infinity,
): Float32Array {
  const step = Math.max(1, rows.length / most);
  const chosen = Uint32Array.from(
    { length: Math.min(rows.length, Math.floor(most)) },
    (_, i) => rows[Math.floor(i * step)],
  );
  return gather(demonstrations.values, demonstrations.features.length, rows.length > most ? chosen : rows);
}

/** Same prepared data and seed, same sets, wherever they are made. */
export class RowSets {
  private readonly made = new Map<string, Float32Array>();
  private known: FeatureStatistics[] | null = null;

  constructor(
    private readonly prepared: PreparedData,
    private readonly seed: number,
  ) {}

  private get width(): number {
    return this.prepared.demonstrations.features.length;
  }

  /** How many rows a set has. */
  count({ part, negative }: RowSet): number {
    const own = rowsOf(this.prepared.split, part);
    if (negative === null) return part === 'test' ? own.length : Math.min(own.length, mostNegatives);
    return Math.min(afterStarts(this.prepared, own).length, mostNegatives);
  }

  /** Rows [from, to) of a set, raw and as a scorer reads them. */
  points(set: RowSet, from: number, to: number): Points & { readonly raw: Float32Array } {
    const raw = this.raw(set).subarray(from * this.width, to * this.width);
    const { demonstrations, standardiser } = this.prepared;
    return { ...pointsAt({ features: demonstrations.features, standardiser }, raw, to - from), raw };
  }

  private raw(set: RowSet): Float32Array {
    const key = `${set.part}/${set.negative ?? ''}`;
    const raw = this.made.get(key) ?? this.make(set);
    this.made.set(key, raw);
    return raw;
  }

  private make({ part, negative }: RowSet): Float32Array {
    const own = rowsOf(this.prepared.split, part);
    if (negative === null && part === 'test') return rawRows(this.prepared, own);
    if (negative === null) return rawRows(this.prepared, own, mostNegatives);
    const raw = rawRows(this.prepared, afterStarts(this.prepared, own), mostNegatives);
    const rows = raw.length / this.width;
    const order = Random.of(this.seed, 'order of negatives', part, negative).permutation(rows);
    return gather(makeNegatives(negative, raw, rows, this.statistics, this.seed), this.width, order);
  }

  /** Of the rows that train some member. */
  private get statistics(): FeatureStatistics[] {
    const rows = trainingRowsOf(this.prepared.split, -1);
    this.known ??= featureStatistics(this.prepared.demonstrations.features, rawRows(this.prepared, rows), rows.length);
    return this.known;
  }
}
