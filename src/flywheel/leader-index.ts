/**
 * Finds the nearest of a growing set of points within a radius: a grid over the three inputs that vary most, distances over
 * all of them. Exact up to 128 leaders a cell, which few inputs cannot fill; in many, where nothing lies near anything, later
 * ones are not found again, so that 100 000 points take seconds and kinds are never counted too few.
 */
import type { Floats } from '../basics/arrays';

const gridInputs = 3;
const mostInCell = 128;
/** Odd multipliers that spread cells; two cells that fall together cost time and change nothing. */
const spreads = [73_856_093, 19_349_663, 83_492_791];

export class LeaderIndex {
  /** Row of each leader in `points`, in the order in which they came. */
  readonly rows: number[] = [];
  private readonly cells = new Map<number, number[]>();
  /** Inputs, those that vary most first: most distances are given up after the first. */
  private readonly order: Int32Array;
  private readonly steps: readonly (readonly number[])[];

  /** @param points [rows × dims] standardised; leaders are rows of it */
  constructor(
    private readonly points: Floats,
    private readonly dims: number,
    private readonly radius: number,
  ) {
    this.order = byVariance(points, dims);
    this.steps = neighbourSteps(Math.min(gridInputs, dims));
  }

  /** Place in `rows` of the leader nearest to a row, at most the radius away; −1 when there is none. Ties: the first. */
  nearest(row: number): number {
    const { points, dims, order, cells } = this;
    const base = this.cellOf(row);
    const from = row * dims;
    let best = -1;
    let least = this.radius ** 2;
    for (const step of this.steps) {
      for (const leader of cells.get(keyOf(base, step)) ?? []) {
        const other = this.rows[leader] * dims;
        let squares = 0;
        for (let i = 0; i < dims && squares <= least; i++)
          squares += (points[from + order[i]] - points[other + order[i]]) ** 2;
        if (squares < least || (squares === least && (best < 0 || leader < best))) {
          least = squares;
          best = leader;
        }
      }
    }
    return best;
  }

  /** Makes a row a leader. @returns its place in `rows` */
  add(row: number): number {
    const key = keyOf(this.cellOf(row), this.steps[0]);
    const held = this.cells.get(key);
    const place = this.rows.push(row) - 1;
    if (held === undefined) this.cells.set(key, [place]);
    else if (held.length < mostInCell) held.push(place);
    return place;
  }

  private cellOf(row: number): number[] {
    return this.steps[0].map((_, i) => Math.floor(this.points[row * this.dims + this.order[i]] / this.radius));
  }
}

function keyOf(cell: readonly number[], step: readonly number[]): number {
  let key = 0;
  for (let i = 0; i < cell.length; i++) key ^= Math.imul(cell[i] + step[i], spreads[i]);
  return key;
}

/** −1, 0 and 1 along each of so many inputs; standing still comes first. */
function neighbourSteps(inputs: number): number[][] {
  let steps: number[][] = [[]];
  for (let i = 0; i < inputs; i++) steps = [0, -1, 1].flatMap((step) => steps.map((taken) => [...taken, step]));
  return steps;
}

function byVariance(points: Floats, dims: number): Int32Array {
  const sums = new Float64Array(dims);
  const squares = new Float64Array(dims);
  for (let at = 0; at < points.length; at++) {
    sums[at % dims] += points[at];
    squares[at % dims] += points[at] ** 2;
  }
  const rows = points.length / dims;
  const variance = squares.map((square, d) => square / rows - (sums[d] / rows) ** 2);
  return Int32Array.from({ length: dims }, (_, d) => d).sort((a, b) => variance[b] - variance[a] || a - b);
}
