/**
 * Counts what code asks for in bytes: every array of bytes or numbers, and every growth of a WebAssembly memory, whether or
 * not the machine gave it. Import this before what it shall count: libraries keep the constructors that they find.
 */

const arrays = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;
const pageBytes = 65_536;

let total = 0;
let largest = 0;
let grown = 0;

/** What was asked for since `restartMeter`, in bytes. */
export interface Asked {
  readonly total: number;
  /** In one piece. */
  readonly largest: number;
  /** By memories of WebAssembly, beside the others. */
  readonly grown: number;
}

export function restartMeter(): void {
  total = 0;
  largest = 0;
  grown = 0;
}

export function asked(): Asked {
  return { total, largest, grown };
}

function count(bytes: number): void {
  total += bytes;
  largest = Math.max(largest, bytes);
}

/** Bytes that a call of the constructor makes anew: a view of a buffer is free. */
function newBytes(first: unknown, width: number): number {
  if (typeof first === 'number') return first * width;
  if (Array.isArray(first)) return first.length * width;
  return ArrayBuffer.isView(first) && 'length' in first ? Number(first.length) * width : 0;
}

for (const name of arrays) {
  const original: unknown = Reflect.get(globalThis, name);
  if (typeof original !== 'function') throw new Error(`${name} is absent`);
  const width = 'BYTES_PER_ELEMENT' in original ? Number(original.BYTES_PER_ELEMENT) : 1;
  const metered: unknown = new Proxy(original, {
    construct(target, parameters: unknown[], caller) {
      count(newBytes(parameters[0], width));
      return Reflect.construct(target, parameters, caller === metered ? target : caller) as object;
    },
  });
  Reflect.set(globalThis, name, metered);
}

const grow = Reflect.get(WebAssembly.Memory.prototype, 'grow');
Reflect.set(WebAssembly.Memory.prototype, 'grow', function (this: WebAssembly.Memory, pages: number) {
  grown += pages * pageBytes;
  return grow.call(this, pages);
});
