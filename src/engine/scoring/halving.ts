/**
 * Halves space until few balls reach into each cell. A ball that a plane cuts goes to both sides; how often is bounded.
 * Lists of balls lie in one array that grows and shrinks like a stack, so that a thousand balls take about a millisecond.
 */

/** Cells with so few balls are not halved: comparing with each costs no more than looking further. */
const smallCell = 16;
/** A plane is worth its place when its two sides together hold at most so many times the balls. */
const worthwhile = 1.8;
/** Balls that a plane is chosen by. */
const sampleSize = 32;

export interface Balls {
  readonly count: number;
  readonly dims: number;
  /** [count × dims] */
  readonly centers: Float64Array;
  /** Squared distance beyond which a point is outside for certain, [count]. */
  readonly limits: Float64Array;
}

/** Cells and how they were halved, in depth-first order: the part below a node's plane is the next node. */
export interface Cells {
  readonly axis: number[];
  readonly plane: number[];
  /** Node of the part at or above the plane, 0 in a cell that is not halved. */
  readonly above: number[];
  /** Where a cell's balls begin and end in `entries`. */
  readonly first: number[];
  readonly end: number[];
  /** Numbers of balls, ascending within a cell. */
  readonly entries: number[];
}

export class Halving {
  readonly cells: Cells = { axis: [], plane: [], above: [], first: [], end: [], entries: [] };
  /** The cell at hand is low … high on the axes in `bounded` (ascending), and everything on the others. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private bounded: readonly number[] = [];
  /** A stack of lists of balls; on top that of the cell at hand. */
  private lists: Int32Array;

  /** @param copies cells that a ball may be in, on average */
  constructor(
    private readonly balls: Balls,
    copies: number,
  ) {
    this.low = new Float64Array(balls.dims).fill(-Infinity);
    this.high = new Float64Array(balls.dims).fill(Infinity);
    this.lists = Int32Array.from({ length: 4 * balls.count }, (_, i) => i);
    this.divide(0, balls.count, copies * balls.count);
  }

  /**
   * Adds the cell at hand and all its parts.
   * @param from its list is from … to, and beyond is free
   * @param room entries that it may take
   */
  private divide(from: number, to: number, room: number): void {
    const { cells, lists } = this;
    const node = cells.above.push(0) - 1;
    const axis = to - from > smallCell ? this.widestAxis(from, to) : -1;
    const plane = axis < 0 ? 0 : this.meanOn(axis, from, to);
    cells.axis.push(axis);
    cells.plane.push(plane);
    cells.first.push(cells.entries.length);
    const halved = axis >= 0 && this.halve(node, from, to, room);
    if (!halved) for (let i = from; i < to; i++) cells.entries.push(lists[i]);
    cells.end[node] = halved ? 0 : cells.entries.length;
  }

  /** @returns false when it is not worth it, or there is no room */
  private halve(node: number, from: number, to: number, room: number): boolean {
    const axis = this.cells.axis[node];
    const plane = this.cells.plane[node];
    const before = this.bounded;
    if (!before.includes(axis)) this.bounded = [...before, axis].sort((a, b) => a - b);
    const middle = this.listAbove(axis, plane, from, to);
    const end = this.listBelow(axis, plane, from, to, middle);
    const both = end - to;
    const worth = both <= room && both <= worthwhile * (to - from);
    if (worth) {
      const { low, high } = this;
      const [lowest, highest] = [low[axis], high[axis]];
      high[axis] = plane;
      this.divide(middle, end, (room * (end - middle)) / both);
      high[axis] = highest;
      this.cells.above[node] = this.cells.above.length;
      low[axis] = plane;
      this.divide(to, middle, (room * (middle - to)) / both);
      low[axis] = lowest;
    }
    this.bounded = before;
    return worth;
  }

  /** Lists the balls of from … to that reach above the plane, from `to` on. @returns where the list ends */
  private listAbove(axis: number, plane: number, from: number, to: number): number {
    const { low, lists } = this.withRoom(to + 2 * (to - from));
    const { dims, centers } = this.balls;
    const lowest = low[axis];
    low[axis] = plane;
    let end = to;
    for (let i = from; i < to; i++) {
      const ball = lists[i];
      if (centers[ball * dims + axis] >= plane || this.reaches(ball)) lists[end++] = ball;
    }
    low[axis] = lowest;
    return end;
  }

  /** Lists those that reach below it, from `at` on. */
  private listBelow(axis: number, plane: number, from: number, to: number, at: number): number {
    const { high, lists } = this;
    const { dims, centers } = this.balls;
    const highest = high[axis];
    high[axis] = plane;
    let end = at;
    for (let i = from; i < to; i++) {
      const ball = lists[i];
      if (centers[ball * dims + axis] <= plane || this.reaches(ball)) lists[end++] = ball;
    }
    high[axis] = highest;
    return end;
  }

  private withRoom(length: number): this {
    if (this.lists.length < length) {
      const lists = new Int32Array(2 * length);
      lists.set(this.lists);
      this.lists = lists;
    }
    return this;
  }

  /** The axis on which centres vary most, −1 when they coincide; by a few of them. */
  private widestAxis(from: number, to: number): number {
    const { lists } = this;
    const { dims, centers } = this.balls;
    const stride = Math.ceil((to - from) / sampleSize);
    let axis = -1;
    let widest = 0;
    for (let d = 0; d < dims; d++) {
      const origin = centers[lists[from] * dims + d];
      let [count, sum, squares] = [0, 0, 0];
      for (let i = from; i < to; i += stride) {
        const value = centers[lists[i] * dims + d] - origin;
        count++;
        sum += value;
        squares += value * value;
      }
      const spread = squares - (sum * sum) / count;
      if (spread > widest) {
        widest = spread;
        axis = d;
      }
    }
    return axis;
  }

  private meanOn(axis: number, from: number, to: number): number {
    const { lists } = this;
    const { dims, centers } = this.balls;
    let sum = 0;
    for (let i = from; i < to; i++) sum += centers[lists[i] * dims + axis] / (to - from);
    return sum;
  }

  /**
   * False only where no point of the cell is in the ball. The sum is that of a point's distance, in the same order, with
   * terms that are no larger and 0 on axes without bounds; rounding is monotone, so this holds in floating point too.
   */
  private reaches(ball: number): boolean {
    const { bounded, low, high } = this;
    const { dims, centers, limits } = this.balls;
    const limit = limits[ball];
    let squares = 0;
    for (let i = 0; i < bounded.length; i++) {
      const axis = bounded[i];
      const center = centers[ball * dims + axis];
      const gap = center < low[axis] ? low[axis] - center : center - high[axis];
      if (gap > 0) squares += gap * gap;
    }
    return squares <= limit;
  }
}
