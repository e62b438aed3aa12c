import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../../src/formats/artifact/safetensors';

const sample = new Map<string, StoredTensor>([
  ['b', { shape: [2, 2], data: Float32Array.of(1, -0, 3.5, 1e-40) }],
  ['a', { shape: [3], data: Uint32Array.of(0, 7, 4294967295) }],
  ['wide', { shape: [], data: Float64Array.of(Math.PI) }],
  ['none', { shape: [0, 4], data: new Float32Array() }],
]);
const metadata = new Map([
  ['schema', 'x'],
  ['__proto__', 'kept as a word'],
]);

/** A file with this header and body, written by hand. */
function file(header: string, body: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const out = new Uint8Array(8 + text.length + body);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 8);
  return out;
}

function causeOf(bytes: Uint8Array): string {
  const read = readSafetensors(bytes);
  return read.ok ? 'ok' : (read.failure.cause ?? '');
}

describe('safetensors', () => {
  it('gives back every bit, shape and text', () => {
    const read = readSafetensors(writeSafetensors({ tensors: sample, metadata }));
    if (!read.ok) throw new Error(read.failure.cause);
    expect(read.value.metadata).toEqual(metadata);
    expect(new Map([...read.value.tensors].sort())).toEqual(new Map([...sample].sort()));
    expect(Object.is(read.value.tensors.get('b')?.data[1], -0)).toBe(true);
  });

  it('starts its numbers at a multiple of eight bytes, widest first', () => {
    const bytes = writeSafetensors({ tensors: sample, metadata });
    const length = new DataView(bytes.buffer).getUint32(0, true);
    expect(length % 8).toBe(0);
    expect(new DataView(bytes.buffer).getFloat64(8 + length, true)).toBe(Math.PI);
  });

  it('gives the same bytes whatever the order of tensors', () => {
    const turned = new Map([...sample].reverse());
    expect(writeSafetensors({ tensors: turned, metadata })).toEqual(writeSafetensors({ tensors: sample, metadata }));
  });

  it.each([
    ['a header longer than the file', file('{}', 0).fill(0xff, 0, 4), 'header size'],
    ['no JSON', file('{', 0), 'header is not JSON'],
    ['a list for a header', file('[]', 0), 'header is not an object'],
    [
      'an unknown type',
      file('{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}', 4),
      'a.dtype is none of F64, F32, U32',
    ],
    [
      'a shape that does not fit',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      'a: size does not fit its shape',
    ],
    [
      'offsets outside',
      file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 4),
      'a: size does not fit its shape',
    ],
    [
      'a hostile shape',
      file('{"a":{"dtype":"F32","shape":[1e300,1e300],"data_offsets":[0,4]}}', 4),
      'a.shape[0] is not a whole number',
    ],
    [
      'bytes that no tensor owns',
      file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 8),
      'gaps or overlap between tensors',
    ],
    [
      'two tensors on the same bytes',
      file(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        4,
      ),
      'gaps or overlap between tensors',
    ],
  ])('refuses %s', (_, bytes, cause) => {
    expect(causeOf(bytes)).toBe(cause);
  });

  it('refuses NaN and infinity', () => {
    for (const bad of [NaN, Infinity]) {
      const tensors = new Map([['a', { shape: [1], data: Float32Array.of(bad) }]]);
      expect(causeOf(writeSafetensors({ tensors, metadata: new Map() }))).toBe('a: holds NaN or infinity');
    }
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readSafetensors(bytes).ok || true).toBe(true);
      }),
      { seed: 2 },
    );
  });
});
