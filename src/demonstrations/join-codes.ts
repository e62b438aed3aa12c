/** Codes of texts in the words of another data set: each file numbers its texts anew, so a code alone says nothing. */
import { fail, ok, type Result } from '../basics/result';
import type { Demonstrations, Feature } from './demonstrations';
import type { Table } from './table';

/** Texts that the codes 0, 1, … stand for; null for numbers. */
export type Labels = readonly string[] | null;

export interface Recoded {
  readonly values: Float32Array;
  /** The joined labels: the first ones keep their codes, new ones follow. */
  readonly labels: Labels;
  /** A code of the new data in the words of the first. */
  readonly code: (level: number) => number;
}

/** [features] labels of the columns that the features were made from. */
export function labelsOf({ features }: Demonstrations, { columns }: Table): Labels[] {
  return features.map(({ column }) => columns.find(({ name }) => name === column)?.labels ?? null);
}

/** The table with its texts under the codes that they have in another data set; new texts take the codes after those. */
export function withCodesOf(table: Table, features: readonly Feature[], labels: readonly Labels[]): Table {
  const columns = table.columns.map((column) => {
    const known = labels[features.findIndex((feature) => feature.column === column.name)] ?? null;
    if (known === null || column.labels === undefined) return column;
    const { codes, joined } = joinedCodes(known, column.labels);
    return { ...column, labels: joined, values: Float64Array.from(column.values, (code) => codes[code] ?? NaN) };
  });
  return { ...table, columns };
}

/**
 * One column of new data, with codes that mean what they mean in the first data set.
 * Fails with `bad-mapping` when one holds texts and the other numbers, or when codes of other texts count as numbers.
 */
export function recodedColumn(
  { name, role }: Feature,
  first: Labels,
  values: Float32Array,
  added: Labels,
): Result<Recoded> {
  if (first === null && added === null) return ok({ values, labels: null, code: (level) => level });
  if (first === null || added === null) {
    const [data, files] = first === null ? ['numbers', 'texts'] : ['texts', 'numbers'];
    const message = `The new files do not go with the data set: “${name}” held ${data} there and holds ${files} here.`;
    return fail('bad-mapping', message, 'Import all files together, as one data set.');
  }
  const { codes, joined } = joinedCodes(first, added);
  if (role !== 'category') {
    if (codes.every((code, i) => code === i)) return ok({ values, labels: joined, code: (level) => level });
    const message = `The new files do not go with the data set: the texts of “${name}” have other numbers there.`;
    return fail('bad-mapping', message, 'Map it as a category in both, or import all files together.');
  }
  const code = (level: number): number => codes[level];
  return ok({ values: values.map(code), labels: joined, code });
}

function joinedCodes(
  first: readonly string[],
  added: readonly string[],
): { readonly codes: readonly number[]; readonly joined: readonly string[] } {
  const joined = [...first, ...added.filter((label) => !first.includes(label))];
  return { joined, codes: added.map((label) => joined.indexOf(label)) };
}
