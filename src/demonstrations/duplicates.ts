/** Counts rows that repeat an earlier row exactly, in linear time. */

/**
 * @param values [rows × width], compared bit by bit
 * @returns number of rows that equal an earlier one
 */
export function countDuplicates(values: Float32Array, rows: number, width: number): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, rows * width);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * rows + 2))).fill(-1);
  const mask = slots.length - 1;
  let duplicates = 0;
  for (let row = 0; row < rows; row++) {
    let slot = hashRow(bits, row * width, width) & mask;
    while (slots[slot] >= 0 && !sameRow(bits, slots[slot] * width, row * width, width)) slot = (slot + 1) & mask;
    if (slots[slot] >= 0) duplicates++;
    else slots[slot] = row;
  }
  return duplicates;
}

function hashRow(bits: Uint32Array, from: number, width: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < width; i++) {
    hash = Math.imul(hash ^ bits[from + i], 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function sameRow(bits: Uint32Array, a: number, b: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (bits[a + i] !== bits[b + i]) return false;
  return true;
}
