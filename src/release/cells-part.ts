/** Audit cells as `gate.json` carries them (docs/methods.md 5, 10). */
import type { AuditCells } from '../gate/cells/audit-cells';
import { Refused, type Json } from './canonical';
import { count, exactly, list, numbers } from './fields';

/** Centroids row by row, float32 values written out. */
export function writeCells({ dims, centroids, draws, flaws }: AuditCells): object {
  const rows = Array.from(draws, (_, cell) => Array.from(centroids.subarray(cell * dims, (cell + 1) * dims)));
  return { centroids: rows, draws, flaws };
}

const mostCells = 4096;

/** @param dims D. @throws Refused */
export function readCells(value: Json | undefined, dims: number): AuditCells {
  const fields = exactly(value, ['centroids', 'draws', 'flaws'], 'auditCells');
  const rows = list(fields.centroids, 'centroids', mostCells).map((row) => numbers(row, 'a centroid'));
  const [draws, flaws] = [counts(fields.draws, 'draws'), counts(fields.flaws, 'flaws')];
  const fits =
    rows.length > 0 &&
    rows.every((row) => row.length === dims && row.every((entry) => Math.fround(entry) === entry)) &&
    draws.length === rows.length &&
    flaws.length === rows.length &&
    flaws.every((hits, cell) => hits <= draws[cell]);
  if (!fits) throw new Refused('auditCells: centroids, draws and flaws do not fit together');
  return { dims, centroids: Float32Array.from(rows.flat()), draws, flaws };
}

function counts(value: Json | undefined, what: string): Uint32Array {
  const found = list(value, what, mostCells).map((entry) => count(entry, what));
  if (found.some((entry) => entry > 0xffffffff)) throw new Refused(`${what}: a count is too large`);
  return Uint32Array.from(found);
}
