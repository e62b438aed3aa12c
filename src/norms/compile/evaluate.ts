/** What an expression tree is compiled to. */
import type { NormRows } from '../rows';

/** The tree's value at a row; NaN = inconclusive. Allocates nothing for trees about numbers. */
export type Evaluate = (rows: NormRows, row: number) => number;
