/** What single patches take or give at one row, with their places in the list. */
export class Touches {
  count = 0;
  /** Sum of all amounts, in the order in which they were added. */
  sum = 0;
  readonly positions: Int32Array;
  readonly amounts: Float64Array;

  constructor(capacity: number) {
    this.positions = new Int32Array(capacity);
    this.amounts = new Float64Array(capacity);
  }

  clear(): void {
    this.count = 0;
    this.sum = 0;
  }

  /** Kept in the order of the list; within a group they come in order. */
  add(position: number, amount: number): void {
    const { positions, amounts } = this;
    this.sum += amount;
    let at = this.count++;
    for (; at > 0 && positions[at - 1] > position; at--) {
      positions[at] = positions[at - 1];
      amounts[at] = amounts[at - 1];
    }
    positions[at] = position;
    amounts[at] = amount;
  }
}
