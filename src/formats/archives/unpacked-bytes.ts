/**
 * Keeps what comes out of an archive, for readers that jump about in it: a little in memory, much with the browser, which
 * puts it on disk where it must.
 */
import { sourceFromBlob, sourceFromBytes, type SourceFile } from '../source';
import type { Limits } from '../limits';

/** Pieces that are kept in memory. */
const piecesInMemory = 8;

export class UnpackedBytes {
  size = 0;
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private readonly handedOver: Blob[] = [];
  private readonly most: number;

  constructor({ pieceBytes }: Limits) {
    this.most = piecesInMemory * pieceBytes;
  }

  /** @param piece copied where it is kept */
  add(piece: Uint8Array): void {
    this.held.push(piece.slice());
    this.heldBytes += piece.length;
    this.size += piece.length;
    if (this.heldBytes > this.most) this.handOver();
  }

  /** @param name of the file that the bytes are */
  source(name: string): SourceFile {
    if (this.handedOver.length > 0) {
      this.handOver();
      return sourceFromBlob(name, new Blob(this.handedOver));
    }
    const bytes = new Uint8Array(this.size);
    let at = 0;
    for (const piece of this.held) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return sourceFromBytes(name, bytes);
  }

  private handOver(): void {
    this.handedOver.push(new Blob(this.held as Uint8Array<ArrayBuffer>[]));
    this.held = [];
    this.heldBytes = 0;
  }
}
