/** Schema of the cells of an audit, for the store. */
import * as v from 'valibot';
import { count, exactly, list } from '../../basics/schema';
import { cellWidth, type AuditCells } from './audit-cells';

const counts = v.instance(Uint32Array, 'is not a list of counts');

export const auditCells: v.GenericSchema<unknown, AuditCells> = v.pipe(
  exactly({
    dims: count(1),
    inputs: v.exactOptional(list(count(), 1)),
    centroids: v.instance(Float32Array, 'is not a list of float32'),
    draws: counts,
    flaws: counts,
  }),
  v.check(
    ({ centroids, draws, flaws, ...cells }) =>
      flaws.length === draws.length && centroids.length === draws.length * cellWidth(cells),
    'has parts that do not fit together',
  ),
);
