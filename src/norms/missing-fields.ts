/** Why a rule about fields of records cannot be evaluated on data: its fields are not there. */
import type { RecordFields } from './rows';
import type { Tree } from './tree/tree';
import { fieldsIn } from './tree/tree-uses';

/** A part of a sentence; null where every field is in some record, or none is read. @param records absent = the data has none */
export function missingFields(tree: Tree, records: readonly RecordFields[] | undefined): string | null {
  const fields = fieldsIn(tree);
  if (fields.length === 0) return null;
  // Rows that say the same share a record.
  const distinct = [...new Set(records)];
  const absent = fields.filter((name) => !distinct.some((record) => Object.hasOwn(record, name)));
  if (absent.length === 0) return null;
  const named = absent.map((name) => `“${name}”`).join(', ');
  return `no ${absent.length === 1 ? 'field' : 'fields'} ${named} in the data`;
}
