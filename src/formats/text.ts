/** Text files: UTF-8, or UTF-16 with its mark; anything else is refused rather than guessed. */
import { fail, ok, type Result } from '../basics/result';
import type { Limits } from './limits';
import { readBytes, type SourceFile } from './source';

/** Reads a whole text file without its byte order mark. */
export async function readText(file: SourceFile, limits: Limits): Promise<Result<string>> {
  if (file.size > limits.textBytes) {
    const message = `“${file.name}” is too large for a text file (${Math.round(file.size / 2 ** 20)} MiB).`;
    return fail('too-large', message, 'Save it as npz, or in several files.');
  }
  const bytes = await readBytes(file);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value);
  if (text !== null) return ok(text);
  return fail('malformed', `“${file.name}” is not UTF-8 text.`, 'Save it as UTF-8 text.');
}

/** null when the bytes are no text. @param cut true when they may end inside a character */
export function decodeText(bytes: Uint8Array, cut = false): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: cut });
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
