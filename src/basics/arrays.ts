/** Typed arrays that hold real numbers; matrices are row-major. */
export type Floats = Float32Array | Float64Array;
