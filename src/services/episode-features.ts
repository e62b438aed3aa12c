/** Brings the columns of another data set into the order of a reward's inputs; they are the same when their names are. */
import { fail, ok, type Result } from '../basics/result';
import type { Demonstrations, Feature } from '../demonstrations/demonstrations';

const mostNamed = 8;
const advice =
  'Import its files again and give the columns the names, roles and units that they have in the data set of the reward.';

/**
 * Rows of a data set as a reward reads them. Names decide, in any order; roles must agree, units too where both are known,
 * and a category may hold no code that the reward does not know. Columns that the reward does not read are left out.
 * @param wanted the reward's features, [F]
 * @param name of the data set, for people
 * @returns [rows × F] raw units, the data set's own array where it fits as it is; `no-features` when no column is there,
 *   `bad-mapping` when some are missing or mean something else
 */
export function alignedRows(
  wanted: readonly Feature[],
  name: string,
  { features, rows, values }: Pick<Demonstrations, 'features' | 'rows' | 'values'>,
): Result<Float32Array> {
  const places = wanted.map((feature) => features.findIndex((own) => own.name === feature.name));
  const missing = wanted.filter((_, f) => places[f] < 0);
  if (missing.length > 0) return lacking(name, missing, wanted.length);
  for (const [f, feature] of wanted.entries()) {
    const fault = faultOf(feature, features[places[f]], name);
    if (fault !== null) return fail('bad-mapping', fault, advice);
  }
  return ok(places.every((place, f) => place === f) && features.length === wanted.length ? values : reordered());

  function reordered(): Float32Array {
    const out = new Float32Array(rows * wanted.length);
    places.forEach((place, f) => {
      for (let row = 0; row < rows; row++) out[row * wanted.length + f] = values[row * features.length + place];
    });
    return out;
  }
}

function lacking(name: string, missing: readonly Feature[], count: number): Result<never> {
  const names = missing.slice(0, mostNamed).map((feature) => `“${feature.name}”`);
  const more = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
  const columns = `${names.join(', ')}${more}`;
  if (missing.length === count) {
    return fail('no-features', `“${name}” has none of the columns that this reward reads: ${columns}.`, advice);
  }
  const message = `“${name}” lacks ${missing.length} of the ${count} columns that this reward reads: ${columns}.`;
  return fail('bad-mapping', message, advice);
}

/** Why a column of the same name is another thing; null when it is the same. */
function faultOf(wanted: Feature, own: Feature, name: string): string | null {
  if (own.role !== wanted.role) {
    return `“${own.name}” is used as ${own.role} in “${name}”, and this reward reads it as ${wanted.role}.`;
  }
  if (own.unit !== '' && wanted.unit !== '' && own.unit !== wanted.unit) {
    return `“${own.name}” is in ${own.unit} in “${name}”, and this reward reads it in ${wanted.unit}.`;
  }
  const strange = own.levels.filter((level) => !wanted.levels.includes(level));
  if (strange.length === 0) return null;
  return `“${own.name}” holds codes in “${name}” that this reward has never seen: ${strange.slice(0, mostNamed).join(', ')}.`;
}
