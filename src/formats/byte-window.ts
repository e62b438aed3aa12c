/** Looks at a file through a window that moves along: small reads that lie near each other cost one. */
import { ok, type Result } from '../basics/result';
import { Cancelled, type Task } from '../basics/task';
import type { Limits } from './limits';
import { readSlice, unreadable, type SourceFile } from './source';

export class ByteWindow {
  private start = 0;
  private held: Uint8Array = new Uint8Array(0);

  /**
   * @param ahead bytes that are read at once, when less is asked for
   * @param end offset behind which nothing is read ahead
   */
  constructor(
    private readonly file: SourceFile,
    private readonly ahead: number,
    private readonly end = file.size,
  ) {}

  /** Bytes start ≤ i < end, cut to the file; a view that lasts until the next call. Fails as `readSlice` does. */
  async at(start: number, end: number): Promise<Result<Uint8Array>> {
    const last = Math.min(end, this.file.size);
    if (start < this.start || last > this.start + this.held.length) {
      const read = await readSlice(this.file, start, Math.max(last, Math.min(this.end, start + this.ahead)));
      if (!read.ok) return read;
      this.held = read.value;
      this.start = start;
    }
    return ok(this.held.subarray(start - this.start, last - this.start));
  }
}

/**
 * Bytes `start` ≤ i < `end` of a file in pieces of at most `limits.pieceBytes`; the one before is not held. Breathes after
 * each. A piece that cannot be read is the last.
 * @throws Cancelled
 */
export async function* piecesOf(
  file: SourceFile,
  limits: Limits,
  task: Task,
  { start = 0, end = file.size }: { readonly start?: number; readonly end?: number } = {},
): AsyncGenerator<Result<Uint8Array>> {
  for (let at = start; at < end; at += limits.pieceBytes) {
    const next = Math.min(end, at + limits.pieceBytes);
    const piece = await readSlice(file, at, next);
    if (!piece.ok) return yield piece;
    if (piece.value.length < next - at) return yield unreadable(file, 'it is shorter than it was');
    yield piece;
    await task.breathe();
    if (task.cancelled()) throw new Cancelled();
  }
}
