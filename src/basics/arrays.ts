/** Typed arrays that hold real numbers; matrices are row-major. */
export type Floats = Float32Array | Float64Array;

/** One array of all parts, in order; of no parts, an empty one of numbers. @param parts all of one type */
export function joined<T extends Float64Array | Uint8Array>(parts: readonly T[]): T {
  const Kind = (parts.at(0)?.constructor ?? Float64Array) as new (length: number) => T;
  const all = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Place of the first value ≥ x, the length when there is none. @param ascending no NaN */
export function firstNotBelow(ascending: Floats, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] >= x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The transpose of the last two axes of [count, rows, columns] numbers, in the same precision. */
export function transposed(data: Floats, count: number, rows: number, columns: number): Floats {
  const out = data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);
  for (let k = 0; k < count; k++) {
    const base = k * rows * columns;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[base + j * rows + i] = data[base + i * columns + j];
    }
  }
  return out;
}
