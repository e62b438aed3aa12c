/** How much a file may ask for before it is refused: hostile files ask for more than they hold. */

export interface Limits {
  /** Bytes of all chosen files together. */
  readonly totalBytes: number;
  /** Bytes of one text that has to lie in memory as a whole: a JSON document that is one object. */
  readonly textBytes: number;
  /** Bytes that are read, unpacked or taken apart at once: what a reader holds beside its columns is some of these. */
  readonly pieceBytes: number;
  /** Bytes of one unpacked archive entry. */
  readonly entryBytes: number;
  /** Bytes of all unpacked entries of one archive. */
  readonly unpackedBytes: number;
  /** Unpacked by packed bytes of an entry larger than `ratioFrom`; recorded numbers stay far below. */
  readonly ratio: number;
  readonly ratioFrom: number;
  readonly entries: number;
  readonly columns: number;
  /** Numbers in one table: rows × columns, of four or eight bytes each. */
  readonly numbers: number;
}

export const defaultLimits: Limits = {
  totalBytes: 2 * 2 ** 30,
  // Engines hold strings of at most about 2²⁹ characters.
  textBytes: 480 * 2 ** 20,
  pieceBytes: 4 * 2 ** 20,
  entryBytes: 2 ** 29,
  unpackedBytes: 2 ** 30,
  ratio: 250,
  ratioFrom: 64 * 2 ** 20,
  entries: 10_000,
  columns: 4096,
  // At most 2 GiB of float64, or 1 GiB of float32: what training makes of it is as large again.
  numbers: 2 ** 28,
};
