/**
 * Seeded hard negatives (docs/methods.md 1.5): points that look like demonstrations and are none. They are made from raw
 * features, so that cos and sin of an angle stay a pair and a category stays one code *(choice)*: an angle is mirrored,
 * averaged and shaken round the circle; a code is swapped, and otherwise left as it is.
 */
import type { Floats } from '../../basics/arrays';
import { Random } from '../../basics/random';
import { offset, type FeatureStatistics } from './feature-statistics';
import type { NegativeId } from './figures';

/** How far noise25 moves a value, in standard deviations of its feature. */
const noiseStd = 0.25;

interface Source {
  readonly raw: Floats;
  readonly rows: number;
  readonly statistics: readonly FeatureStatistics[];
  readonly random: Random;
}
type Maker = (source: Source) => Float32Array;

const makers: Record<NegativeId, Maker> = { permuted, swapped, noise25, mirrored, midpoint, uniform };

/**
 * As many negatives as rows.
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
  return makers[id]({ raw, rows, statistics, random: Random.of(seed, 'negatives', id) });
}

/** Each column shuffled by itself. */
function permuted({ raw, rows, statistics, random }: Source): Float32Array {
  const count = statistics.length;
  const out = new Float32Array(rows * count);
  for (let f = 0; f < count; f++) {
    random.permutation(rows).forEach((from, row) => (out[row * count + f] = raw[from * count + f]));
  }
  return out;
}

/** One random feature of each row taken from another row. */
function swapped({ raw, rows, statistics, random }: Source): Float32Array {
  const count = statistics.length;
  const out = Float32Array.from(raw.subarray(0, rows * count));
  for (let row = 0; row < rows; row++) {
    const f = random.integer(count);
    out[row * count + f] = raw[otherRow(row, rows, random) * count + f];
  }
  return out;
}

function otherRow(row: number, rows: number, random: Random): number {
  return rows < 2 ? row : (row + 1 + random.integer(rows - 1)) % rows;
}

/** Makes every value from the row's value and what is known of its feature. */
function eachValue(
  { raw, rows, statistics }: Source,
  make: (value: number, known: FeatureStatistics) => number,
): Float32Array {
  const count = statistics.length;
  return Float32Array.from({ length: rows * count }, (_, at) => make(raw[at], statistics[at % count]));
}

function noise25(source: Source): Float32Array {
  return eachValue(source, (value, { feature, std }) =>
    feature.role === 'category' ? value : value + noiseStd * std * source.random.normal(),
  );
}

function mirrored(source: Source): Float32Array {
  return eachValue(source, (value, { feature, mean }) =>
    feature.role === 'category' ? value : mean - offset(feature, value, mean),
  );
}

/** Half way between two random rows; a code is one of the two. */
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

/** Uniform over the observed range of each feature; a code at random. */
function uniform(source: Source): Float32Array {
  return eachValue(source, (_, { feature, min, max }) =>
    feature.role === 'category'
      ? feature.levels[source.random.integer(feature.levels.length)]
      : source.random.uniform(min, max),
  );
}
