/** The gate as rows without records are asked: points of a map, frames of episodes, demonstrations. */
import { readsRecords } from '../norms/tree/tree-uses';
import type { OpenGate } from './open-gate';

/**
 * As in Phase 0, norms that read fields of records are not asked of rows that have none: each would be sent to a person
 * for words that nobody wrote. Scenarios, which have fields, are decided by the whole gate.
 */
export function gateOfRows(gate: OpenGate): OpenGate {
  return { ...gate, norms: gate.norms.filter(({ inner }) => !readsRecords(inner.tree)) };
}
