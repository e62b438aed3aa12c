/** Damages what lies inside a container and closes it again, checksums and all, so that the damage reaches the reader inside. */
import { gunzipSync, gzipSync, unzipSync, zipSync } from 'fflate';
import { sha256 } from '../../src/basics/hash';
import type { Random } from '../../src/basics/random';
import { readZip, writeZip } from '../../src/formats/artifact/zip';
import { canonicalBytes } from '../../src/basics/canonical';
import { mutate } from './mutate';

const block = 512;

/** One entry damaged, or its name. */
export function insideZip(bytes: Uint8Array, random: Random): Uint8Array {
  const entries: [string, Uint8Array][] = Object.entries(unzipSync(bytes));
  if (entries.length === 0) return mutate(bytes, random);
  const which = random.integer(entries.length);
  const [name, content] = entries[which];
  const renamed = random.integer(4) === 0;
  entries[which] = renamed ? [mutatedText(name, random), content] : [name, mutate(content, random)];
  return zipOf(entries, random.integer(2) === 0 ? 0 : 6);
}

/** An entry of this name would become the prototype of the packer's own list: it is written under another, and renamed. */
const hostileName = '__proto__';
const standIn = '__pr0t0__';

function zipOf(entries: readonly (readonly [string, Uint8Array])[], level: 0 | 6): Uint8Array {
  const named = entries.map(([name, content]) => [name.replaceAll(hostileName, standIn), content] as const);
  const bytes = zipSync(Object.fromEntries(named), { level });
  const [from, to] = [standIn, hostileName].map((name) => new TextEncoder().encode(name));
  for (let at = 0; at + from.length <= bytes.length; at++) {
    if (from.every((byte, i) => bytes[at + i] === byte)) bytes.set(to, at);
  }
  return bytes;
}

export function insideGzip(bytes: Uint8Array, random: Random): Uint8Array {
  const inside = gunzipSync(bytes);
  return gzipSync(random.integer(2) === 0 ? insideTar(inside, random) : mutate(inside, random), { level: 1 });
}

/** Damage anywhere, and the sums of all headers right again. */
export function insideTar(bytes: Uint8Array, random: Random): Uint8Array {
  const out = mutate(bytes, random).slice();
  for (let at = 0; at + block <= out.length; at += block) {
    const header = out.subarray(at, at + block);
    if (header[257] !== 0x75 || header[258] !== 0x73) continue;
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  }
  return out;
}

/** A reward file with one part damaged, every hash made to fit, as a forger would. */
export async function insideArtifact(bytes: Uint8Array, random: Random): Promise<Uint8Array> {
  const zip = readZip(bytes);
  if (!zip.ok) throw new Error('the seed is no reward file');
  const parts = new Map(zip.value.parts);
  const names = [...parts.keys()].filter((name) => name !== 'artifact.id');
  const name = names[random.integer(names.length)];
  const part = damagedPart(name, parts.get(name) ?? new Uint8Array(0), random);
  const manifest = parsed(name === 'manifest.json' ? part : parts.get('manifest.json'));
  if (manifest === null) return writeZip(parts.set(name, part));
  const listed = manifest.parts;
  if (typeof listed === 'object' && listed !== null && name !== 'manifest.json') {
    Reflect.set(listed, name, { bytes: part.length, sha256: await sha256(part) });
  }
  const written = jsonBytes(manifest);
  parts.set(name, part).set('manifest.json', written);
  return writeZip(parts.set('artifact.id', new TextEncoder().encode(await sha256(written))));
}

/** JSON stays canonical where it stays JSON: or nothing but its form would ever be looked at. */
function damagedPart(name: string, bytes: Uint8Array, random: Random): Uint8Array {
  if (!name.endsWith('.json') || random.integer(8) === 0) return mutate(bytes, random);
  for (let tries = 0; tries < 50; tries++) {
    const value = parsed(mutate(bytes, random));
    if (value !== null) return jsonBytes(value);
  }
  return mutate(bytes, random);
}

function parsed(bytes: Uint8Array | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Numbers beyond the largest have no canonical form: then the text as it is. */
function jsonBytes(value: unknown): Uint8Array {
  try {
    return canonicalBytes(value);
  } catch {
    return new TextEncoder().encode(JSON.stringify(value));
  }
}

function mutatedText(text: string, random: Random): string {
  return new TextDecoder().decode(mutate(new TextEncoder().encode(text), random));
}
