/**
 * Climbs towards what the reward takes for good where it should not: projected gradient descent on the energy, many points
 * at once, inside a box and under a violation (margin < 0) that is not given up again (docs/methods.md 4, red team). Lengths are
 * shares of the box's sides. Each point goes its own way: neither the others nor the size of a tile change a bit of it.
 */
import type { Task } from '../../basics/task';
import { ascentStep } from './ascent-step';
import { clamped, slopesOf, valuesOf } from './batch';
import type { Gradient, Objective, SearchBox } from './batch';

export interface AscentOptions {
  /** Most steps of each point. */
  readonly steps: number;
  readonly firstStep: number;
  /** A point whose steps have become shorter than this has arrived. */
  readonly lastStep: number;
  /** Points evaluated at once. */
  readonly tileRows: number;
}

export const defaultAscent: AscentOptions = { steps: 200, firstStep: 0.05, lastStep: 1e-6, tileRows: 1024 };

export interface Ascended {
  /** Where each start led, [rows × D] */
  readonly points: Float64Array;
  /** n there, [rows] */
  readonly energies: Float64Array;
  /** Below 0 where the point violates, [rows]; a start that found no violation keeps a margin that is not. */
  readonly margins: Float64Array;
  /** Points at which the energy was asked for: what "not found in q queries" counts. */
  readonly queries: number;
}

/** A step that led down makes the next one longer, one that did not shorter. */
const longer = 1.3;
const shorter = 0.5;
const longestStep = 0.5;
/** Share of the box's side over which the slope of a margin is measured. */
const marginStep = 1e-5;

class Ascent {
  private readonly dims: number;
  private readonly width: Float64Array;
  private readonly points: Float64Array;
  private readonly gradients: Float64Array;
  private readonly energies: Float64Array;
  private readonly margins: Float64Array;
  private readonly lengths: Float64Array;
  /** Slopes of the margin at points that were turned back by it or do not violate yet; forgotten when they move. */
  private readonly walls = new Map<number, Float64Array>();
  private readonly turnedBack = new Set<number>();
  private queries = 0;

  constructor(
    private readonly energy: Gradient,
    private readonly margin: Objective,
    private readonly box: SearchBox,
    starts: Float64Array,
    private readonly options: AscentOptions,
    private readonly task: Task,
  ) {
    this.dims = box.low.length;
    const rows = starts.length / this.dims;
    this.width = box.high.map((high, d) => high - box.low[d]);
    this.points = starts.map((value, i) => clamped(value, box.low[i % this.dims], box.high[i % this.dims]));
    this.gradients = new Float64Array(starts.length);
    this.energies = new Float64Array(rows);
    this.margins = new Float64Array(rows);
    this.lengths = new Float64Array(rows).fill(options.firstStep);
  }

  async run(): Promise<Ascended> {
    const { energies, margins, points, lengths, options, task } = this;
    const rows = Array.from(energies.keys());
    await this.move(points.slice(), rows, () => true);
    for (let step = 0; step < options.steps; step++) {
      task.report({ label: 'Following the gradient of the reward.', done: step, total: options.steps });
      const going = rows.filter((row) => lengths[row] >= options.lastStep);
      if (going.length === 0) break;
      await this.measureWalls(going);
      await this.step(going);
    }
    return { points, energies, margins, queries: this.queries };
  }

  /** One step of each of these rows, or a shorter one next time; a row that cannot go anywhere stays for good. */
  private async step(going: readonly number[]): Promise<void> {
    const { dims, lengths } = this;
    const steps = new Map(going.map((row) => [row, this.stepOf(row)]));
    const moving = going.filter((row) => steps.get(row) !== null);
    for (const row of going) if (steps.get(row) === null) lengths[row] = 0;
    const candidates = new Float64Array(moving.length * dims);
    moving.forEach((row, i) => {
      steps.get(row)?.forEach((share, d) => (candidates[i * dims + d] = this.moved(row, d, share)));
    });
    await this.move(candidates, moving, (row, energy, margin) => {
      const better = this.isBetter(row, energy, margin);
      const blocked = this.margins[row] < 0 && !(margin < 0) && !this.turnedBack.has(row);
      if (better) lengths[row] = Math.min(longestStep, lengths[row] * longer);
      // One that the margin turned back tries to go along it before it tries a shorter step.
      else if (blocked) this.turnedBack.add(row);
      else lengths[row] *= shorter;
      return better;
    });
  }

  /** A violation is never given up for a lower energy; without one, the margin alone counts. */
  private isBetter(row: number, energy: number, margin: number): boolean {
    if (!Number.isFinite(energy)) return false;
    return this.margins[row] < 0 ? margin < 0 && energy < this.energies[row] : margin < this.margins[row];
  }

  /**
   * Asks for energies and margins of candidates and moves the points that are to go there.
   * @param rows whose candidates they are, in order
   */
  private async move(
    candidates: Float64Array,
    rows: readonly number[],
    goes: (row: number, energy: number, margin: number) => boolean,
  ): Promise<void> {
    const { options, task, dims } = this;
    this.queries += rows.length;
    const { values, gradients } = await slopesOf(this.energy, candidates, rows.length, options.tileRows, task);
    const margins = await valuesOf(this.margin, candidates, rows.length, options.tileRows, task);
    rows.forEach((row, i) => {
      if (!goes(row, values[i], margins[i])) return;
      this.points.set(candidates.subarray(i * dims, (i + 1) * dims), row * dims);
      this.gradients.set(gradients.subarray(i * dims, (i + 1) * dims), row * dims);
      this.energies[row] = values[i];
      this.margins[row] = margins[i];
      this.walls.delete(row);
      this.turnedBack.delete(row);
    });
  }

  private stepOf(row: number): Float64Array | null {
    const { dims, width, box } = this;
    const at = row * dims;
    const slope = width.map((side, d) => this.gradients[at + d] * side);
    const sides = Int8Array.from(width, (_, d) => {
      return Number(this.points[at + d] >= box.high[d]) - Number(this.points[at + d] <= box.low[d]);
    });
    const wall = this.walls.get(row) ?? null;
    return ascentStep({ slope, margin: this.margins[row], wall, sides }, this.lengths[row]);
  }

  private moved(row: number, d: number, share: number): number {
    return clamped(this.points[row * this.dims + d] + share * this.width[d], this.box.low[d], this.box.high[d]);
  }

  /** Slopes of the margin where they are needed and not known. */
  private async measureWalls(going: readonly number[]): Promise<void> {
    const rows = going.filter((row) => {
      return !this.walls.has(row) && (!(this.margins[row] < 0) || this.turnedBack.has(row));
    });
    const atOnce = Math.max(1, Math.floor(this.options.tileRows / (2 * this.dims)));
    for (let from = 0; from < rows.length; from += atOnce) await this.measure(rows.slice(from, from + atOnce));
  }

  /** By central differences inside the box. */
  private async measure(rows: readonly number[]): Promise<void> {
    const { dims, width, options, task } = this;
    const probes = new Float64Array(rows.length * 2 * dims * dims);
    rows.forEach((row, i) => {
      for (let probe = 0; probe < 2 * dims; probe++) {
        const at = (i * 2 * dims + probe) * dims;
        probes.set(this.points.subarray(row * dims, (row + 1) * dims), at);
        probes[at + (probe >> 1)] = this.moved(row, probe >> 1, probe % 2 === 0 ? -marginStep : marginStep);
      }
    });
    const margins = await valuesOf(this.margin, probes, rows.length * 2 * dims, options.tileRows, task);
    rows.forEach((row, i) => {
      const wall = width.map((side, d) => {
        const at = (i * dims + d) * 2;
        const apart = this.moved(row, d, marginStep) - this.moved(row, d, -marginStep);
        return apart > 0 ? ((margins[at + 1] - margins[at]) * side) / apart : 0;
      });
      this.walls.set(row, wall);
    });
  }
}

/**
 * Follows the energy down from each start that violates, and the margin down to a violation from each that does not.
 * @param energy n and ∂n/∂x (`energyGradient`)
 * @param margin of the norm that is to stay violated: below 0 = violated, NaN = inconclusive
 * @param starts [rows × D]; those outside the box begin on its side (`startsIn` draws some)
 * @throws Cancelled
 */
export function gradientAscent(
  energy: Gradient,
  margin: Objective,
  box: SearchBox,
  starts: Float64Array,
  task: Task,
  options: AscentOptions = defaultAscent,
): Promise<Ascended> {
  return new Ascent(energy, margin, box, starts, options, task).run();
}
