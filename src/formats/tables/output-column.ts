/** A column of a table that is written. */

/** NaN in a column of numbers is a missing value; `integer` holds safe integers, `boolean` 0 and 1. */
export type OutputColumn =
  | { readonly name: string; readonly type: 'integer' | 'float' | 'double'; readonly values: ArrayLike<number> }
  | { readonly name: string; readonly type: 'boolean'; readonly values: Uint8Array }
  | { readonly name: string; readonly type: 'text'; readonly values: readonly string[] };
