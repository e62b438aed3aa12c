/** The one hash. SHA-256, streamed in WebAssembly, so that large data never needs to lie in one piece. */
import { createSHA256 } from 'hash-wasm';

/** SHA-256 as 64 lower-case hex digits, over the parts in order as if they were one piece. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<string> {
  const hash = await createSHA256();
  hash.init();
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
