/**
 * Balls filed under the cells that they reach into: space is halved again and again, and a ball that a plane cuts goes to
 * both sides, up to a fixed number of copies. A point lies in one cell, found without turning back, and the cell names
 * every ball that may hold the point, in order. It may name balls that do not; it never misses one.
 */
import type { Floats } from '../../basics/arrays';

/** Cells with so few balls are not halved: comparing with each costs no more than looking further. */
const smallCell = 12;
/** Copies of a ball, on average, at most. */
const copies = 48;
/** A plane is worth its place when its two sides together hold fewer than so many times the balls. */
const worthwhile = 1.8;
/** Balls that a plane is chosen by. */
const sampleSize = 48;

export interface Balls {
  readonly count: number;
  readonly dims: number;
  /** [count × dims] */
  readonly centers: Float64Array;
  /** Squared distance beyond which a point is outside for certain, [count]. */
  readonly limits: Float64Array;
}

/** Where a cell is halved; the part below the plane comes next in the list of nodes. */
interface Nodes {
  readonly axis: number[];
  readonly plane: number[];
  /** Node of the part at or above the plane, 0 in a cell that is not halved. */
  readonly above: number[];
  readonly first: number[];
  readonly end: number[];
  readonly entries: number[];
}

/** Builds the nodes; the cell at hand is low … high on the axes in `bounded`, and everything on the others. */
class Halving {
  readonly nodes: Nodes = { axis: [], plane: [], above: [], first: [], end: [], entries: [] };
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private bounded: readonly number[] = [];

  constructor(private readonly balls: Balls) {
    this.low = new Float64Array(balls.dims).fill(-Infinity);
    this.high = new Float64Array(balls.dims).fill(Infinity);
  }

  /** @param room entries that this cell and all its parts may take */
  divide(members: readonly number[], room: number): void {
    const { nodes } = this;
    const node = nodes.axis.push(0) - 1;
    nodes.plane.push(0);
    nodes.above.push(0);
    nodes.first.push(nodes.entries.length);
    nodes.end.push(nodes.entries.length);
    const halves = members.length > smallCell ? this.halves(members) : null;
    const both = halves === null ? 0 : halves.below.length + halves.above.length;
    if (halves === null || both > room || both > worthwhile * members.length) {
      for (const member of members) nodes.entries.push(member);
      nodes.end[node] = nodes.entries.length;
      return;
    }
    const { axis, plane, below, above } = halves;
    nodes.axis[node] = axis;
    nodes.plane[node] = plane;
    this.within(this.high, axis, plane, () => this.divide(below, (room * below.length) / both));
    nodes.above[node] = nodes.axis.length;
    this.within(this.low, axis, plane, () => this.divide(above, (room * above.length) / both));
  }

  private halves(members: readonly number[]) {
    const { axis, plane } = this.planeFor(members);
    const reaching = () => members.filter((member) => this.reaches(member));
    const below = this.within(this.high, axis, plane, reaching);
    const above = this.within(this.low, axis, plane, reaching);
    return { axis, plane, below, above };
  }

  /** The median of the axis on which centres are most spread. */
  private planeFor(members: readonly number[]): { axis: number; plane: number } {
    const { dims, centers } = this.balls;
    const stride = Math.ceil(members.length / sampleSize);
    const sample = members.filter((_, i) => i % stride === 0);
    let axis = 0;
    let widest = -1;
    for (let d = 0; d < dims; d++) {
      let sum = 0;
      let squares = 0;
      for (const member of sample) {
        const value = centers[member * dims + d];
        sum += value;
        squares += value * value;
      }
      const spread = squares - (sum * sum) / sample.length;
      if (spread > widest) [widest, axis] = [spread, d];
    }
    const values = Float64Array.from(sample, (member) => centers[member * dims + axis]).sort();
    return { axis, plane: values[values.length >>> 1] };
  }

  /** Does something with one side of the cell moved. */
  private within<T>(side: Float64Array, axis: number, plane: number, work: () => T): T {
    const [kept, bounded] = [side[axis], this.bounded];
    side[axis] = plane;
    if (!bounded.includes(axis)) this.bounded = [...bounded, axis].sort((a, b) => a - b);
    const result = work();
    side[axis] = kept;
    this.bounded = bounded;
    return result;
  }

  /**
   * False only where no point of the cell is in the ball. The sum is that of a point's distance, in the same order, with
   * terms that are no larger and 0 on axes without bounds; rounding is monotone, so this holds in floating point too.
   */
  private reaches(member: number): boolean {
    const { dims, centers, limits } = this.balls;
    let squares = 0;
    for (const axis of this.bounded) {
      const center = centers[member * dims + axis];
      const gap = center < this.low[axis] ? this.low[axis] - center : center - this.high[axis];
      if (gap > 0) squares += gap * gap;
      if (squares > limits[member]) return false;
    }
    return true;
  }
}

export class CellTree {
  /** Numbers of balls, cell by cell, ascending within each. */
  readonly entries: Int32Array;
  private readonly axis: Int32Array;
  private readonly plane: Float64Array;
  private readonly above: Int32Array;
  private readonly first: Int32Array;
  private readonly ends: Int32Array;

  constructor(balls: Balls) {
    const halving = new Halving(balls);
    halving.divide(
      Array.from({ length: balls.count }, (_, i) => i),
      copies * balls.count,
    );
    const { axis, plane, above, first, end, entries } = halving.nodes;
    this.axis = Int32Array.from(axis);
    this.plane = Float64Array.from(plane);
    this.above = Int32Array.from(above);
    this.first = Int32Array.from(first);
    this.ends = Int32Array.from(end);
    this.entries = Int32Array.from(entries);
  }

  /** The cell of a point. @param x [dims] without NaN */
  cellOf(x: Floats): number {
    const { axis, plane, above } = this;
    let node = 0;
    while (above[node] !== 0) node = x[axis[node]] < plane[node] ? node + 1 : above[node];
    return node;
  }

  /** Where the entries of a cell begin. */
  begin(cell: number): number {
    return this.first[cell];
  }

  /** Where the entries of a cell end. */
  end(cell: number): number {
    return this.ends[cell];
  }
}
