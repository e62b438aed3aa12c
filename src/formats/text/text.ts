/** Text files: UTF-8, or UTF-16 with its mark; anything else is refused rather than guessed. */
import { fail, ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import { piecesOf } from '../byte-window';
import type { Limits } from '../limits';
import { readBytes, readSlice, type SourceFile } from '../source';

export interface TextPiece {
  readonly text: string;
  /** Bytes of the file up to its end. */
  readonly done: number;
  /** Nothing follows. */
  readonly last: boolean;
}

/**
 * A text in pieces without its byte order mark; characters are never cut. Breathes after each. A piece that is no text, or
 * cannot be read, is the last.
 * @throws Cancelled
 */
export async function* textPieces(file: SourceFile, limits: Limits, task: Task): AsyncGenerator<Result<TextPiece>> {
  const mark = await readSlice(file, 0, 2);
  if (!mark.ok) return yield mark;
  const decoder = new TextDecoder(encodingOf(mark.value), { fatal: true });
  let done = 0;
  for await (const piece of piecesOf(file, { ...limits, pieceBytes: Math.ceil(limits.pieceBytes / 4) }, task)) {
    if (!piece.ok) return yield piece;
    done += piece.value.length;
    const last = done >= file.size;
    const text = decoded(decoder, piece.value, !last);
    if (text === null) return yield notText(file.name);
    yield ok({ text, done, last });
    task.report({ label: `Reading ${file.name}`, done, total: file.size });
  }
}

/** Reads a whole text file without its byte order mark. */
export async function readText(file: SourceFile, limits: Limits): Promise<Result<string>> {
  if (file.size > limits.textBytes) {
    const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
    const most = mebibytes(limits.textBytes);
    const message = `“${file.name}” is one object of ${mebibytes(file.size)} that must lie in memory as a whole; at most ${most} can.`;
    return fail('too-large', message, 'Save it as JSON Lines or npz, or in several files.');
  }
  const bytes = await readBytes(file);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value);
  return text === null ? notText(file.name) : ok(text);
}

/** null when the bytes are no text. @param cut true when they may end inside a character */
export function decodeText(bytes: Uint8Array, cut = false): string | null {
  return decoded(new TextDecoder(encodingOf(bytes), { fatal: true }), bytes, cut);
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, cut: boolean): string | null {
  try {
    const text = decoder.decode(bytes, { stream: cut });
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function notText(file: string): ReturnType<typeof fail> {
  return fail('malformed', `“${file}” is not UTF-8 text.`, 'Save it as UTF-8 text.');
}
