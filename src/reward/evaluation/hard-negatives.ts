/**
 * Seeded hard negatives (docs/methods.md 1.5): points that look like demonstrations and are none. They are made from raw
 * features, so that cos and sin of an angle stay a pair and a category stays one code *(choice)*: an angle is mirrored,
 * averaged and shaken round the circle; a code is swapped, and otherwise left as it is. They are made in base columns: what
 * becomes of a rate is said at each.
 */
import type { Floats } from '../../basics/arrays';
import { Random } from '../../basics/random';
import { baseFeatures, ratesOf } from '../../demonstrations/motion/rate';
import { offset, type FeatureStatistics } from './feature-statistics';
import type { NegativeId } from './figures';

/** How far noise25 moves a value, in standard deviations of its feature. */
const noiseStd = 0.25;

interface Source {
  readonly raw: Floats;
  readonly rows: number;
  readonly statistics: readonly FeatureStatistics[];
  /** Base columns, as features. */
  readonly base: readonly number[];
  /** Rate of each feature, −1 = none. */
  readonly rates: readonly number[];
  readonly random: Random;
  /** For rates alone: base columns are drawn as they are without any. */
  readonly apart: Random;
}
type Maker = (source: Source) => Float32Array;

const makers: Record<NegativeId, Maker> = { permuted, swapped, noise25, mirrored, midpoint, uniform };

/**
 * As many negatives as rows, with the same base columns whether or not rates are among the features.
 * @param raw [rows × F] demonstrations, raw units
 * @param statistics of the demonstrations that trained
 * @returns [rows × F] raw units
 */
export function makeNegatives(
  id: NegativeId,
  raw: Floats,
  rows: number,
  statistics: readonly FeatureStatistics[],
  seed: number,
): Float32Array {
  const features = statistics.map(({ feature }) => feature);
  const parts = { raw, rows, statistics, base: baseFeatures(features), rates: ratesOf(features) };
  const random = Random.of(seed, 'negatives', id);
  return makers[id]({ ...parts, random, apart: Random.of(seed, 'negatives', id, 'rates') });
}

/** Puts the value of a column and its rate as row `from` has them into row `to`. */
function carry({ raw, rates }: Source, f: number, from: number, to: number, out: Float32Array): void {
  const width = rates.length;
  for (const own of [f, rates[f]]) if (own >= 0) out[to * width + own] = raw[from * width + own];
}

/** Each column shuffled by itself, its rate with it. */
function permuted(source: Source): Float32Array {
  const { rows, base, rates, random } = source;
  const out = new Float32Array(rows * rates.length);
  for (const f of base) random.permutation(rows).forEach((from, row) => carry(source, f, from, row, out));
  return out;
}

/** One random column of each row taken from another row, its rate with it. */
function swapped(source: Source): Float32Array {
  const { raw, rows, base, rates, random } = source;
  const out = Float32Array.from(raw.subarray(0, rows * rates.length));
  for (let row = 0; row < rows; row++) {
    const f = base[random.integer(base.length)];
    carry(source, f, otherRow(row, rows, random), row, out);
  }
  return out;
}

function otherRow(row: number, rows: number, random: Random): number {
  return rows < 2 ? row : (row + 1 + random.integer(rows - 1)) % rows;
}

/** Makes every value of `columns` from the row's value and what is known of its feature; others stay. */
function eachValue(
  { raw, rows, statistics }: Source,
  columns: readonly number[],
  make: (value: number, known: FeatureStatistics) => number,
): Float32Array {
  const count = statistics.length;
  const out = Float32Array.from(raw.subarray(0, rows * count));
  for (let at = 0; at < out.length; at += count) {
    for (const f of columns) out[at + f] = make(raw[at + f], statistics[f]);
  }
  return out;
}

/** Rates stay. */
function noise25(source: Source): Float32Array {
  return eachValue(source, source.base, (value, { feature, std }) =>
    feature.role === 'category' ? value : value + noiseStd * std * source.random.normal(),
  );
}

/** Rates like their columns. */
function mirrored(source: Source): Float32Array {
  return eachValue(source, [...source.rates.keys()], (value, { feature, mean }) =>
    feature.role === 'category' ? value : mean - offset(feature, value, mean),
  );
}

/** Half way between two random rows, rates too; a code is one of the two. */
function midpoint({ raw, rows, statistics, random }: Source): Float32Array {
  const count = statistics.length;
  const out = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const first = random.integer(rows);
    const second = otherRow(first, rows, random);
    statistics.forEach(({ feature }, f) => {
      const from = raw[first * count + f];
      const to = raw[second * count + f];
      if (feature.role === 'category') out[row * count + f] = random.next() < 0.5 ? from : to;
      else out[row * count + f] = from + offset(feature, to, from) / 2;
    });
  }
  return out;
}

/** Uniform over the observed range of each column, a code at random; the rates of another row. */
function uniform(source: Source): Float32Array {
  const { raw, rows, rates, random, apart } = source;
  const out = eachValue(source, source.base, (_, { feature, min, max }) =>
    feature.role === 'category' ? feature.levels[random.integer(feature.levels.length)] : random.uniform(min, max),
  );
  const width = rates.length;
  const moving = rates.filter((rate) => rate >= 0);
  for (let row = 0; row < rows && moving.length > 0; row++) {
    const other = otherRow(row, rows, apart);
    for (const rate of moving) out[row * width + rate] = raw[other * width + rate];
  }
  return out;
}
