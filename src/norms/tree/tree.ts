/**
 * Norms of single rows compiled to a small expression tree of signed margins: what `gate.json` carries, `gate.py`
 * interprets and masks are written to ONNX from (docs/methods.md 10). Plain JSON. NaN in any operand gives NaN, always, and so
 * does a division by 0; a value of the whole tree that is not finite counts as NaN.
 */

import type { Operator, TextTest } from './operators';

export type { Operator, TextTest } from './operators';

export type Tree =
  | { readonly op: 'number'; readonly value: number }
  /** A raw feature by index. */
  | { readonly op: 'feature'; readonly index: number }
  /** A numeric field of a record, true as 1 and false as 0; NaN where it is absent or neither. */
  | { readonly op: 'field'; readonly name: string }
  /**
   * Distance to the nearest of `points` (standardised, [n][inputs]), or of the basin where they are absent, over these
   * encoded inputs.
   */
  | { readonly op: 'distance'; readonly inputs: readonly number[]; readonly points?: readonly (readonly number[])[] }
  /**
   * Distance of the place in these raw features from the line through `points` ([n][features]), raw units. `lateral`
   * (two features, n ≥ 2): negative on the right of the direction of travel (docs/norms.md).
   */
  | {
      readonly op: 'polyline';
      readonly features: readonly number[];
      readonly points: readonly (readonly number[])[];
      readonly lateral: boolean;
    }
  /** 1 where the test holds, −1 where not, NaN where the field is absent or no text. */
  | { readonly op: 'text'; readonly name: string; readonly test: TextTest; readonly value: string }
  /** −1 where one of the words (as `phraseOf` writes them, whole words) occurs plainly, NaN where one occurs only negated, 1 otherwise. */
  | { readonly op: 'words'; readonly name: string; readonly words: readonly string[] }
  | { readonly op: Operator; readonly of: readonly Tree[] };
