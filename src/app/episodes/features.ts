/** Brings the columns of another data set into the order of a reward's inputs; they are the same when their names are. */
import { fail, ok, type Result } from '../../basics/result';
import type { Demonstrations, Feature } from '../../demonstrations/demonstrations';
import type { Labels } from '../../demonstrations/join-codes';
import { sameRate } from '../../demonstrations/motion/rate';

const mostNamed = 8;
const advice =
  'Import its files again and give the columns the names, roles and units that they have in the data set of the reward.';

/** A data set as far as its columns matter. */
export interface NamedRows extends Pick<Demonstrations, 'features' | 'rows' | 'values'> {
  /** For people. */
  readonly name: string;
  /** [features] texts behind codes; absent when they were not kept. */
  readonly labels?: readonly Labels[];
}

/**
 * Rows of a data set as a reward reads them. Names decide, in any order; roles must agree, units too where both are known,
 * and a category may hold no code that the reward does not know. Codes of texts are brought to those of the reward, for each
 * file numbers its texts anew. Columns that the reward does not read are left out.
 * @param wanted the reward's features, [F]
 * @param labels texts behind the codes of those features, [F]; absent when they are not known
 * @returns [rows × F] raw units, the data set's own array where it fits as it is; `no-features` when no column is there,
 *   `bad-mapping` when some are missing or mean something else
 */
export function alignedRows(
  wanted: readonly Feature[],
  labels: readonly Labels[] | undefined,
  set: NamedRows,
): Result<Float32Array> {
  const { name, features, rows, values } = set;
  const places = wanted.map((feature) => features.findIndex((own) => own.name === feature.name));
  const missing = wanted.filter((_, f) => places[f] < 0);
  if (missing.length > 0) return lacking(name, missing, wanted.length);
  const texts = places.map((place, f) => ({ wanted: labels?.[f], own: set.labels?.[place] }));
  for (const [f, feature] of wanted.entries()) {
    const fault = faultOf(feature, features[places[f]], texts[f], name);
    if (fault !== null) return fail('bad-mapping', fault, advice);
  }
  const recoded = texts.map(codesOf);
  const same = features.length === wanted.length && places.every((place, f) => place === f && recoded[f] === null);
  if (same) return ok(values);
  const out = new Float32Array(rows * wanted.length);
  for (const [f, place] of places.entries()) {
    const codes = recoded[f];
    for (let row = 0; row < rows; row++) {
      const value = values[row * features.length + place];
      out[row * wanted.length + f] = codes === null ? value : codes[value];
    }
  }
  return ok(out);
}

/** Texts behind the codes of a column for the reward and in the data set: null for numbers, undefined when not known. */
interface Texts {
  readonly wanted: Labels | undefined;
  readonly own: Labels | undefined;
}

/** The reward's code of each code of the data set, −1 where it has none; null when they are the same. */
function codesOf({ wanted, own }: Texts): number[] | null {
  if (!wanted || !own) return null;
  const codes = own.map((text) => wanted.indexOf(text));
  return codes.every((code, i) => code === i) ? null : codes;
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
function faultOf(wanted: Feature, own: Feature, texts: Texts, name: string): string | null {
  if (own.role !== wanted.role) {
    return `“${own.name}” is used as ${own.role} in “${name}”, and this reward reads it as ${wanted.role}.`;
  }
  if (own.unit !== '' && wanted.unit !== '' && own.unit !== wanted.unit) {
    return `“${own.name}” is in ${own.unit} in “${name}”, and this reward reads it in ${wanted.unit}.`;
  }
  if (!sameRate(wanted, own)) return `The rate “${own.name}” is made in another way in “${name}” than for this reward.`;
  if (texts.own !== undefined && texts.wanted !== undefined && (texts.own === null) !== (texts.wanted === null)) {
    const [held, read] = texts.own === null ? ['numbers', 'texts'] : ['texts', 'numbers'];
    return `“${own.name}” holds ${held} in “${name}”, and this reward reads ${read} there.`;
  }
  const codes = codesOf(texts);
  if (own.role !== 'category') {
    return codes === null ? null : `The texts of “${own.name}” have other numbers in “${name}” than for this reward.`;
  }
  const strange = own.levels.filter((level) => !wanted.levels.includes(codes?.[level] ?? level));
  if (strange.length === 0) return null;
  const shown = strange.slice(0, mostNamed).map((level) => texts.own?.[level] ?? level);
  return `“${own.name}” holds codes in “${name}” that this reward has never seen: ${shown.join(', ')}.`;
}
