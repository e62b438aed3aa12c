/** Row-major numbers become columns as they come, so that they never lie in memory in both orders. */
import type { Floats } from '../../basics/arrays';

export class SplitColumns {
  /** Of the same length each. */
  readonly columns: Floats[];

  /**
   * @param width columns, at least 1
   * @param room makes an array of so many numbers
   */
  constructor(width: number, rows: number, room: (length: number) => Floats) {
    this.columns = Array.from({ length: width }, () => room(rows));
  }

  /** @param first place of the first of the numbers among all of them, row-major */
  take(numbers: ArrayLike<number>, first: number): void {
    const width = this.columns.length;
    for (let c = 0; c < width; c++) {
      const column = this.columns[c];
      let i = (c - (first % width) + width) % width;
      for (let row = Math.floor((first + i) / width); i < numbers.length; i += width) column[row++] = numbers[i];
    }
  }

  /**
   * The same for numbers that lie with the first axis fastest.
   * @param shape of the whole array; its last axes, `width` numbers together, are the columns
   */
  takeColumnMajor(numbers: ArrayLike<number>, first: number, shape: readonly number[]): void {
    const width = this.columns.length;
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
    const index = shape.map((length, axis) => {
      const before = shape.slice(0, axis).reduce((product, each) => product * each, 1);
      return Math.floor(first / before) % length;
    });
    let place = index.reduce((sum, at, axis) => sum + at * strides[axis], 0);
    for (let i = 0; i < numbers.length; i++) {
      this.columns[place % width][Math.floor(place / width)] = numbers[i];
      for (let axis = 0; axis < shape.length; axis++) {
        place += strides[axis];
        if (++index[axis] < shape[axis]) break;
        place -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
  }
}

/** The same numbers in rows of another width, which divides their count; what is given is emptied. */
export function resplit(columns: Floats[], width: number): Floats[] {
  const [first] = columns;
  if (columns.length === width || first === undefined) return columns;
  const rows = (first.length * columns.length) / width;
  const room = (length: number): Floats =>
    first instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const split = new SplitColumns(width, rows, room);
  const before = columns.splice(0);
  for (let row = 0; row < first.length; row++) {
    split.take(
      before.map((column) => column[row]),
      row * before.length,
    );
  }
  return split.columns;
}
