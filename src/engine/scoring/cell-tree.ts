/**
 * Balls filed under the cells that they reach into. A point lies in one cell, found without turning back, and the cell
 * names every ball that may hold the point, in order. It may name balls that do not; it never misses one.
 */
import type { Floats } from '../../basics/arrays';
import { Halving } from './halving';
import type { Balls } from './halving';

export class CellTree {
  /** Numbers of balls, cell by cell, ascending within each. */
  readonly entries: Int32Array;
  private readonly axis: Int32Array;
  private readonly plane: Float64Array;
  private readonly above: Int32Array;
  private readonly first: Int32Array;
  private readonly ends: Int32Array;

  /** @param copies cells that a ball may be filed under, on average; more make smaller cells */
  constructor(balls: Balls, copies: number) {
    const { cells } = new Halving(balls, copies);
    this.axis = new Int32Array(cells.axis);
    this.plane = new Float64Array(cells.plane);
    this.above = new Int32Array(cells.above);
    this.first = new Int32Array(cells.first);
    this.ends = new Int32Array(cells.end);
    this.entries = new Int32Array(cells.entries);
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
