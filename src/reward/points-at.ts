/** Rows in raw units as a scorer reads them. */
import type { Floats } from '../basics/arrays';
import { encode, standardise } from '../demonstrations/encoding';
import type { InputSpace } from './plane';
import type { Points } from './types';

/** @param raw [rows × F] raw units */
export function pointsAt({ features, standardiser }: InputSpace, raw: Floats, rows: number): Points {
  return { rows, raw, x: standardise(encode(features, raw, rows), rows, standardiser) };
}
