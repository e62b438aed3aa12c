/** How decoders of nested binary formats give up: they throw this, and the reader turns it into its one `Failure`. */
import type { FailureKind } from '../basics/result';

/** Bytes that are not what they should be. Never leaves the reader that began the decoding. */
export class Damaged extends Error {
  /** @param message the end of a sentence that begins with the file or column, for example `is cut short` */
  constructor(
    message: string,
    readonly kind: Extract<FailureKind, 'malformed' | 'truncated' | 'unsupported' | 'too-large'> = 'malformed',
  ) {
    super(message);
    this.name = 'Damaged';
  }
}
