/**
 * What is published of the documents: docs/schema/NAME.schema.json, made from the schemas in the code, the list of parts that
 * the download screen shows, and the table of docs/artifact.md. Written by `npm run schemas`; a test holds them to the code.
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { flawSchema } from '../../src/flywheel/flaws-file';
import { foreignSchema } from '../../src/release/foreign-schema';
import { decisionRecordSchema } from '../../src/gate/record';
import { normsFileSchema } from '../../src/norms/norms-file';
import { manifestSchema } from '../../src/release/manifest';
import { modelSchema } from '../../src/release/model-schema';
import { familyIds } from '../../src/reward/families';
import { allParts, listOf, type ListedPart } from '../../src/release/parts';

/** Schemas by the name of their file. */
const schemas: Readonly<Record<string, v.GenericSchema>> = {
  manifest: manifestSchema(allParts),
  ...Object.fromEntries(
    allParts.flatMap(({ name, schema }) => (schema === undefined ? [] : [[name.replace(/\.json$/, ''), schema]])),
  ),
  norms: normsFileSchema,
  flaws: flawSchema,
  model: modelSchema(familyIds),
  'decision-record': decisionRecordSchema,
  'foreign-model': foreignSchema,
};

/** What JSON Schema cannot say (finite numbers, rules across fields) stands in descriptions, and is left out here. */
const options = { target: 'draft-07', typeMode: 'input', errorMode: 'ignore' } as const;

/** One row a part. */
export function tableOf(parts: readonly ListedPart[]): string {
  const rows = parts.map(({ name, required, python, sentence }) => {
    const when = required === 'always' ? 'always' : 'unless the demonstrations were left out';
    return `| \`${name}\` | ${sentence} | ${when} | ${python.map((program) => `\`${program}\``).join(', ') || '–'} |`;
  });
  return ['| Part | What it is | In the file | Read by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const table = /(<!-- parts -->\n\n)[^]*?(\n\n<!-- \/parts -->)/;

/**
 * Files by their path in the repository, as text that is not yet formatted.
 * @param docs the text of docs/artifact.md, whose table is made anew
 */
export function published(docs: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    files.set(`docs/schema/${name}.schema.json`, JSON.stringify(toJsonSchema(schema, options)));
  }
  files.set('src/release/parts/list.json', JSON.stringify(listOf(allParts)));
  files.set(
    'docs/artifact.md',
    docs.replace(table, (_, start: string, end: string) => `${start}${tableOf(listOf(allParts))}${end}`),
  );
  return files;
}
