/**
 * A norm as the store finds it: features by index, as in memory. Its fields are those of its kind, which needs the features to
 * be checked (`norms/kinds`), and they were before anything was kept.
 */
import * as v from 'valibot';
import { note, oneOf } from '../basics/schema';
import { normKinds } from './kinds';
import type { Norm } from './norm';

export const norm = v.looseObject({ id: note(), type: oneOf(normKinds.types) }) as unknown as v.GenericSchema<
  unknown,
  Norm
>;
