/** Writes NumPy arrays, good ones and others, for the corpus. */

/** An npy file of version `version` around any header text. */
export function npyBytes(header: string, data: Uint8Array, version = 1): Uint8Array {
  const prefix = version === 1 ? 10 : 12;
  const padded = header.padEnd(Math.ceil((header.length + prefix + 1) / 64) * 64 - prefix - 1) + '\n';
  const bytes = new Uint8Array(prefix + padded.length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), prefix);
  bytes.set(data, prefix + padded.length);
  return bytes;
}

/** The header that NumPy writes. */
export function npyHeader(descr: string, shape: readonly number[], fortran = false): string {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  return `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
}

/** A float64 array. */
export function float64Npy(values: readonly number[], shape: readonly number[]): Uint8Array {
  return npyBytes(npyHeader('<f8', shape), new Uint8Array(Float64Array.from(values).buffer));
}

/** A float32 array. */
export function float32Npy(values: readonly number[], shape: readonly number[]): Uint8Array {
  return npyBytes(npyHeader('<f4', shape), new Uint8Array(Float32Array.from(values).buffer));
}

/** A 64-bit integer array. */
export function int64Npy(values: readonly (number | bigint)[], shape: readonly number[]): Uint8Array {
  return npyBytes(npyHeader('<i8', shape), new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer));
}

/** A boolean array. */
export function boolNpy(values: readonly boolean[]): Uint8Array {
  return npyBytes(npyHeader('|b1', [values.length]), Uint8Array.from(values, Number));
}

/** 0, 1, 2 … */
export function counting(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
