/** Typed arrays that hold real numbers; matrices are row-major. */
export type Floats = Float32Array | Float64Array;

/** One array of all parts, in order. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
