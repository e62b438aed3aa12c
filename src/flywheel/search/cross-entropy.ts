/**
 * Cross-entropy search for the lowest values of anything that can be asked in batches, inside a box (docs/methods.md 4, red
 * team): draw points, keep the best, draw the next ones like them. Several searches go side by side, each with a seed of
 * its own, so that they end in different places. Which points are drawn never depends on how many are evaluated at once.
 */
import { Random } from '../../basics/random';
import type { Task } from '../../basics/task';
import { clamped, valuesOf } from './batch';
import type { Objective, SearchBox } from './batch';

export interface CrossEntropyOptions {
  readonly seed: number;
  /** Independent searches. */
  readonly runs: number;
  readonly generations: number;
  /** Points of one search and generation. */
  readonly population: number;
  /** Of which so many, the lowest, shape the next generation; ≥ 2. */
  readonly elites: number;
  /** Weight of the new elites against what was before, in (0, 1]. */
  readonly smoothing: number;
  /** Points evaluated at once. */
  readonly tileRows: number;
}

export const defaultCrossEntropy: Omit<CrossEntropyOptions, 'seed'> = {
  runs: 4,
  generations: 40,
  population: 200,
  elites: 20,
  smoothing: 0.8,
  tileRows: 1024,
};

export interface CrossEntropyFound {
  /** The lowest point of each search, [runs × D] */
  readonly points: Float64Array;
  /** Its value, [runs]; Infinity where nothing had a value. */
  readonly values: Float64Array;
  /** Points that were asked for: what "not found in q queries" counts. */
  readonly queries: number;
}

/** What has no value is the last to be kept. */
function rankOf(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** One search: a normal distribution in each direction, and the best that was seen. */
class Cloud {
  readonly best: Float64Array;
  value = Infinity;
  private readonly mean: Float64Array;
  private readonly spread: Float64Array;

  constructor(
    private readonly box: SearchBox,
    private readonly run: number,
    private readonly options: CrossEntropyOptions,
  ) {
    this.mean = box.low.map((low, d) => (low + box.high[d]) / 2);
    this.spread = box.low.map((low, d) => (box.high[d] - low) / 2);
    this.best = this.mean.slice();
  }

  /** The first generation evenly from the box, later ones from the normal, moved onto the box's sides. */
  draw(generation: number, to: Float64Array): void {
    const { low, high } = this.box;
    const random = Random.of(this.options.seed, 'cross-entropy', this.run, generation);
    for (let i = 0; i < to.length; i++) {
      const d = i % low.length;
      const drawn =
        generation === 0 ? random.uniform(low[d], high[d]) : this.mean[d] + this.spread[d] * random.normal();
      to[i] = clamped(drawn, low[d], high[d]);
    }
  }

  learn(points: Float64Array, values: Float64Array): void {
    const dims = this.mean.length;
    const order = Array.from(values.keys()).sort((a, b) => rankOf(values[a]) - rankOf(values[b]) || a - b);
    const elites = order.slice(0, this.options.elites).filter((i) => rankOf(values[i]) < Infinity);
    if (elites.length === 0) return;
    const [first] = elites;
    if (values[first] < this.value) {
      this.value = values[first];
      this.best.set(points.subarray(first * dims, (first + 1) * dims));
    }
    for (let d = 0; d < dims; d++) {
      this.narrow(
        d,
        elites.map((i) => points[i * dims + d]),
      );
    }
  }

  private narrow(d: number, places: readonly number[]): void {
    const { smoothing } = this.options;
    const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
    const variance = places.reduce((sum, place) => sum + (place - mean) ** 2, 0) / places.length;
    this.mean[d] += smoothing * (mean - this.mean[d]);
    this.spread[d] += smoothing * (Math.sqrt(variance) - this.spread[d]);
  }
}

/**
 * Looks for the lowest value of an objective in a box.
 * @param objective NaN or Infinity = worse than everything
 * @returns the same bytes for the same seed, whatever `tileRows`
 * @throws Cancelled
 */
export async function crossEntropy(
  objective: Objective,
  box: SearchBox,
  options: CrossEntropyOptions,
  task: Task,
): Promise<CrossEntropyFound> {
  const { runs, generations, population, tileRows } = options;
  const dims = box.low.length;
  const clouds = Array.from({ length: runs }, (_, run) => new Cloud(box, run, options));
  const points = new Float64Array(runs * population * dims);
  const own = (values: Float64Array, run: number, width: number) =>
    values.subarray(run * population * width, (run + 1) * population * width);
  for (let generation = 0; generation < generations; generation++) {
    task.report({ label: 'Searching by cross-entropy.', done: generation, total: generations });
    clouds.forEach((cloud, run) => cloud.draw(generation, own(points, run, dims)));
    const values = await valuesOf(objective, points, runs * population, tileRows, task);
    clouds.forEach((cloud, run) => cloud.learn(own(points, run, dims), own(values, run, 1)));
  }
  const best = new Float64Array(runs * dims);
  clouds.forEach((cloud, run) => best.set(cloud.best, run * dims));
  const values = Float64Array.from(clouds, ({ value }) => value);
  return { points: best, values, queries: generations * runs * population };
}
