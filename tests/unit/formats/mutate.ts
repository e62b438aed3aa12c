/** Damages files as bad disks, bad lines and bad people do, the same way for the same random numbers. */
import type { Random } from '../../../src/basics/random';

/** Flips, sets, inserts, deletes, repeats or cuts bytes, one to eight times. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let out = Array.from(bytes);
  for (let times = 1 + random.integer(8); times > 0; times--) {
    const at = random.integer(out.length + 1);
    const kind = random.integer(6);
    if (kind === 0 && at < out.length) out[at] ^= 1 << random.integer(8);
    else if (kind === 1 && at < out.length) out[at] = [0, 0x7f, 0x80, 0xff, 0x2c, 0x0a, 0x22, 0x7b][random.integer(8)];
    else if (kind === 2) out.splice(at, 0, random.integer(256));
    else if (kind === 3) out.splice(at, 1 + random.integer(8));
    else if (kind === 4) out.splice(at, 0, ...out.slice(at, at + 1 + random.integer(64)));
    else if (random.next() < 0.2) out = out.slice(0, at);
  }
  return Uint8Array.from(out);
}
