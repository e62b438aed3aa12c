/**
 * What the store keeps is documents: plain data with `schema`, the name of its form and the version of that. A document is
 * read through its schema, after as many steps of +1 version as it is behind; each step is checked before and after. What
 * is newer than this page knows, or damaged, is refused with a sentence and stays as it is.
 */
import type { GenericSchema } from 'valibot';
import { Refused as Unread } from '../../basics/refused';
import { fail, type Failure } from '../../basics/result';
import { readBy } from '../../basics/schema';
import { Refused } from '../failures';

/** From one version to the next. */
export interface MigrationStep {
  /** Of the version that it takes. */
  readonly schema: GenericSchema;
  /** Gives the form of the version after. */
  readonly next: (content: unknown) => unknown;
}

/** One form of document. A new version appends the step that leads to it. */
export interface DocumentKind<T> {
  /** For example `truewheel.reward`. */
  readonly id: string;
  readonly version: number;
  readonly schema: GenericSchema<unknown, T>;
  /** [version − 1] from version 1 on. */
  readonly migrate: readonly MigrationStep[];
  /** For people: how a sentence calls it, and what to do when it is damaged and what is safe. */
  readonly words: { readonly what: string; readonly advice: string };
}

/** A document as its table holds it. */
export type Stored<T> = T & { readonly schema: string };

/** @throws TypeError for what could not be read back: a bug of whoever hands it in */
export function stored<T extends object>(kind: DocumentKind<T>, content: T): Stored<T> {
  try {
    return { ...readBy(kind.schema, content, kind.id), schema: `${kind.id}/${kind.version}` };
  } catch (error) {
    throw error instanceof Unread ? new TypeError(error.message, { cause: error }) : error;
  }
}

/** @throws Refused `schema-newer` or `storage` */
export function readStored<T>(kind: DocumentKind<T>, document: unknown): T {
  try {
    return migrated(kind, document);
  } catch (error) {
    throw error instanceof Unread ? new Refused(damaged(kind, error.message)) : error;
  }
}

/** Documents that can be read, in their order. Asking for one of the others by its id says what is wrong with it. */
export function readable<T>(kind: DocumentKind<T>, documents: readonly unknown[]): T[] {
  return documents.flatMap((document) => {
    try {
      return [readStored(kind, document)];
    } catch (error) {
      if (error instanceof Refused) return [];
      throw error;
    }
  });
}

function migrated<T>(kind: DocumentKind<T>, document: unknown): T {
  if (typeof document !== 'object' || document === null) throw new Unread(`${kind.id} is not an object`);
  const { schema, ...rest }: { readonly schema?: unknown } = document;
  const version = versionOf(kind, schema);
  if (version > kind.version) throw new Refused(newer(kind, version));
  let content: unknown = rest;
  for (const step of kind.migrate.slice(version - 1)) {
    content = step.next(readBy(step.schema, content, kind.id));
  }
  return readBy(kind.schema, content, kind.id);
}

/** @throws Unread where the name is not its own */
function versionOf({ id }: DocumentKind<unknown>, schema: unknown): number {
  const [name, number = ''] = typeof schema === 'string' ? schema.split('/') : [];
  const version = /^[1-9]\d{0,5}$/.test(number) ? Number(number) : 0;
  if (name !== id || version === 0) throw new Unread(`${id} calls itself ${String(schema)}`);
  return version;
}

function newer({ words, id }: DocumentKind<unknown>, version: number): Failure {
  return fail(
    'schema-newer',
    `${words.what} was written by a newer Truewheel than this page. Nothing was touched.`,
    'Reload this page to get the newest version.',
    `${id}/${version}`,
  ).failure;
}

function damaged({ words }: DocumentKind<unknown>, cause: string): Failure {
  const message = `${words.what} could not be read back completely, so it is not used.`;
  return fail('storage', message, words.advice, cause).failure;
}
