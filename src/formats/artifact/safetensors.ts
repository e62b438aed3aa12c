/**
 * safetensors, read and written: an 8-byte length, a JSON header, then the numbers. Written in one canonical form
 * (wider types first, then by name; header padded with spaces to 8 bytes); read strictly: no gaps, no overlap, no NaN.
 */
import type { Floats } from '../../basics/arrays';
import * as v from 'valibot';
import { Refused } from '../../basics/refused';
import { fail, ok, type Failure, type Result } from '../../basics/result';
import { count, exactly, list, oneOf, readBy, record } from '../../basics/schema';

export type TensorData = Floats | Uint32Array;
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}
/** Tensors by name and the free texts of `__metadata__`. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const kinds = {
  F64: { bytes: 8, make: (buffer: ArrayBuffer): TensorData => new Float64Array(buffer) },
  F32: { bytes: 4, make: (buffer: ArrayBuffer): TensorData => new Float32Array(buffer) },
  U32: { bytes: 4, make: (buffer: ArrayBuffer): TensorData => new Uint32Array(buffer) },
} as const;
type Kind = keyof typeof kinds;
const headerLimit = 16 * 1024 * 1024;
const encoder = new TextEncoder();

function kindOf(data: TensorData): Kind {
  if (data instanceof Float64Array) return 'F64';
  return data instanceof Float32Array ? 'F32' : 'U32';
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @throws RangeError when a shape does not fit its data: only a bug can cause that */
export function writeSafetensors(file: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const entries = [...file.tensors].sort(
    ([a, x], [b, y]) => y.data.BYTES_PER_ELEMENT - x.data.BYTES_PER_ELEMENT || compareText(a, b),
  );
  const header: [string, unknown][] = [];
  const metadata = [...file.metadata].sort(([a], [b]) => compareText(a, b));
  if (metadata.length > 0) header.push(['__metadata__', Object.fromEntries(metadata)]);
  let offset = 0;
  for (const [name, { shape, data }] of entries) {
    if (elements(shape) !== data.length) throw new RangeError(`tensor ${name}: shape and data differ`);
    const span = [offset, offset + data.byteLength];
    header.push([name, { dtype: kindOf(data), shape: [...shape], data_offsets: span }]);
    offset = span[1];
  }
  const text = encoder.encode(`{${header.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)}}`);
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + offset);
  new DataView(out.buffer).setUint32(0, length, true);
  out.fill(0x20, 8, 8 + length);
  out.set(text, 8);
  let at = 8 + length;
  for (const [, { data }] of entries) {
    writeNumbers(out, at, data);
    at += data.byteLength;
  }
  return out;
}

/** Little-endian whatever the machine. */
function writeNumbers(out: Uint8Array<ArrayBuffer>, at: number, data: TensorData): void {
  const view = new DataView(out.buffer);
  const kind = kindOf(data);
  for (let i = 0; i < data.length; i++) {
    if (kind === 'F64') view.setFloat64(at + 8 * i, data[i], true);
    else if (kind === 'F32') view.setFloat32(at + 4 * i, data[i], true);
    else view.setUint32(at + 4 * i, data[i], true);
  }
}

function malformed(cause: string): { readonly ok: false; readonly failure: Failure } {
  return fail(
    'malformed',
    'A part of this file that should hold numbers (safetensors) cannot be read.',
    'Ask for the file again where it came from.',
    cause,
  );
}

/** What the header says of one tensor. */
const entrySchema = exactly({
  dtype: oneOf(['F64', 'F32', 'U32']),
  shape: list(count(), 0, 100),
  data_offsets: v.tuple([count(), count()], 'is not [begin, end]'),
});

/** @throws Refused */
function readMetadata(value: unknown): Map<string, string> {
  const fields = Object.entries(readBy(record, value, '__metadata__'));
  return new Map(fields.map(([key, text]) => [key, readBy(v.string('is not text'), text, `__metadata__.${key}`)]));
}

interface Span {
  readonly name: string;
  readonly kind: Kind;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** One entry of the header. @throws Refused */
function readSpan(name: string, value: unknown, length: number): Span {
  const { dtype: kind, shape, data_offsets: span } = readBy(entrySchema, value, name);
  const [from, to] = span;
  const fits = from <= to && to <= length && elements(shape) * kinds[kind].bytes === to - from;
  if (!fits) throw new Refused(`${name}: size does not fit its shape`);
  return { name, kind, shape, from, to };
}

/** @throws Refused */
function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refused('header is not JSON');
  }
  return readBy(record, value, 'header');
}

/** True when spans follow each other from 0 to `length` without a gap. */
function isGapless(spans: readonly Span[], length: number): boolean {
  const ordered = [...spans].sort((a, b) => a.from - b.from || a.to - b.to);
  return (
    ordered.every((span, i) => span.from === (i === 0 ? 0 : ordered[i - 1].to)) && (ordered.at(-1)?.to ?? 0) === length
  );
}

/** @throws Refused */
function read(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < 8) throw new Refused('shorter than its length field');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || length > headerLimit || 8 + length > bytes.length)
    throw new Refused('header size');
  const { __metadata__: texts = {}, ...entries } = parseHeader(bytes.subarray(8, 8 + length));
  const body = bytes.subarray(8 + length);
  const metadata = readMetadata(texts);
  const spans = Object.entries(entries).map(([name, value]) => readSpan(name, value, body.length));
  // Before anything is copied: tensors that share bytes could ask for any amount of memory.
  if (!isGapless(spans, body.length)) throw new Refused('gaps or overlap between tensors');
  const tensors = new Map<string, StoredTensor>();
  for (const { name, kind, shape, from, to } of spans) {
    const data = kinds[kind].make(body.slice(from, to).buffer);
    if (!data.every(Number.isFinite)) throw new Refused(`${name}: holds NaN or infinity`);
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

/** @returns `malformed` with the tensor's name in `cause` */
export function readSafetensors(bytes: Uint8Array): Result<SafetensorsFile> {
  try {
    return ok(read(bytes));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return malformed(error.message);
  }
}
