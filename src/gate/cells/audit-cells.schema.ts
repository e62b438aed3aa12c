/** Schema of the cells of an audit, for the store. */
import * as v from 'valibot';
import { count, exactly } from '../../basics/schema';
import type { AuditCells } from './audit-cells';

const counts = v.instance(Uint32Array, 'is not a list of counts');

export const auditCells: v.GenericSchema<unknown, AuditCells> = v.pipe(
  exactly({
    dims: count(1),
    centroids: v.instance(Float32Array, 'is not a list of float32'),
    draws: counts,
    flaws: counts,
  }),
  v.check(
    ({ dims, centroids, draws, flaws }) => flaws.length === draws.length && centroids.length === draws.length * dims,
    'has parts that do not fit together',
  ),
);
