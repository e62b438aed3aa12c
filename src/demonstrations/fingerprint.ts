/** Names a data set by its content. */
import { sha256 } from '../basics/hash';
import type { Demonstrations } from './demonstrations';

/**
 * SHA-256, hex, over a canonical header (names, units, roles, levels, sizes), the episode starts and the values, both
 * little-endian, and the texts where there are any. Same content, same fingerprint, wherever it came from.
 */
export function fingerprint({ features, rows, values, episodes, texts = [] }: Demonstrations): Promise<string> {
  const header = JSON.stringify([
    'truewheel.demonstrations/1',
    rows,
    episodes.length - 1,
    features.map(({ name, unit, role, levels }) => [name, unit, role, levels]),
  ]);
  const said = texts.flatMap(({ name, codes, texts: words }) => [
    new TextEncoder().encode(`${JSON.stringify([name, words])}\n`),
    bytesOf(codes),
  ]);
  return sha256(new TextEncoder().encode(`${header}\n`), bytesOf(episodes), bytesOf(values), ...said);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
