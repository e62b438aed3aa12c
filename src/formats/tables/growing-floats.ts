/** Numbers whose count is known only at their end. They grow in blocks, so that nothing is held twice on the way. */
import type { Floats } from '../../basics/arrays';

const firstBlock = 256;
const largestBlock = 16_384;

export class GrowingFloats {
  length = 0;
  private readonly full: Floats[] = [];
  private block: Floats;
  private used = 0;

  /** @param narrow float32 instead of float64 */
  constructor(private readonly narrow: boolean) {
    this.block = this.room(firstBlock);
  }

  push(value: number): void {
    if (this.used === this.block.length) this.next();
    this.block[this.used++] = value;
    this.length++;
  }

  /** Appends all of them. */
  append(values: Floats): void {
    for (let from = 0; from < values.length;) {
      if (this.used === this.block.length) this.next();
      const count = Math.min(values.length - from, this.block.length - this.used);
      this.block.set(values.subarray(from, from + count), this.used);
      this.used += count;
      this.length += count;
      from += count;
    }
  }

  /** Appends `count` missing values. */
  pad(count: number): void {
    for (let i = 0; i < count; i++) this.push(NaN);
  }

  /** All of them in one array; what was held here is given up, and nothing can be added any more. */
  finish(): Floats {
    const values = this.room(this.length);
    let at = 0;
    for (let block = this.full.shift(); block !== undefined; block = this.full.shift()) {
      values.set(block, at);
      at += block.length;
      release(block);
    }
    values.set(this.block.subarray(0, this.used), at);
    this.block = this.room(0);
    return values;
  }

  private next(): void {
    this.full.push(this.block);
    this.block = this.room(Math.min(largestBlock, Math.max(firstBlock, 2 * this.block.length)));
    this.used = 0;
  }

  private room(length: number): Floats {
    return this.narrow ? new Float32Array(length) : new Float64Array(length);
  }
}

/** Gives memory back at once where the engine can: until it collects, what was copied would lie there twice. */
function release({ buffer }: Floats): void {
  if ('transfer' in buffer && typeof buffer.transfer === 'function') buffer.transfer(0);
}
