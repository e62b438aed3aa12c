/** Which mapping is proposed for a table: a given one, that of a named data set, the one remembered for its layout, a guess. */
import { fail, ok, type Result } from '../../basics/result';
import { checkBy } from '../../basics/schema';
import { checkMapping } from '../../demonstrations/check-mapping';
import { mapping as mappingSchema } from '../../demonstrations/dataset.schema';
import { layoutKey } from '../../demonstrations/guess-mapping';
import { interpret } from '../../demonstrations/interpretation/interpret';
import type { Answers, Interpretation } from '../../demonstrations/interpretation/interpretation';
import { withCodesOf } from '../../demonstrations/join-codes';
import { likeMapping } from '../../demonstrations/like-mapping';
import type { Mapping } from '../../demonstrations/mapping';
import { chooseMotion, withMotion, type ColumnMotion } from '../../demonstrations/motion/choose';
import type { Table } from '../../demonstrations/table';
import type { ImportOptions } from '../types';
import { withStore } from '../worker/worker-store';

export interface Proposal extends Interpretation {
  /** What is proposed for the rates of its columns; a remembered mapping may have chosen otherwise. */
  readonly motion: readonly ColumnMotion[];
  /** True when the mapping comes from an earlier import. */
  readonly remembered: boolean;
}

/**
 * @param options `like`: id of the data set whose mapping is wanted; one that is gone or does not fit is passed over.
 * `alone`: true where rows are said to stand alone. `mapping`: a mapping that must fit. Fails with `malformed` or
 * `bad-mapping`.
 */
export async function proposal(table: Table, options: ImportOptions): Promise<Result<Proposal>> {
  const { like, mapping, alone = false } = options;
  if (mapping !== undefined) return givenProposal(table, mapping);
  const alike = like === undefined ? null : await proposalLike(table, like);
  if (alike !== null) return ok(alike);
  const remembered = await recall(table);
  return ok(remembered ?? guessedProposal(table, {}, alone));
}

/** The files as they are guessed with these answers, and the rates that are proposed. */
export function guessedProposal(table: Table, answers: Answers, alone: boolean): Proposal {
  const read = interpret(table, answers);
  const mapping = { ...read.mapping, ...(alone && { alone }) };
  const motion = chooseMotion(read.table, mapping);
  return { ...read, mapping: withMotion(mapping, motion), motion, remembered: false };
}

function givenProposal(table: Table, given: unknown): Result<Proposal> {
  const read = checkBy(mappingSchema, given, 'the mapping', 'Give the JSON that the mapping screen saves.');
  if (!read.ok) return read;
  const fitting = fittingProposal(table, read.value);
  if (fitting !== null) return ok(fitting);
  const failure = checkMapping(interpret(table, read.value.answers).table, read.value);
  return failure === null
    ? fail('bad-mapping', 'The mapping does not fit the files.', 'Save it anew.')
    : { ok: false, failure };
}

async function proposalLike(table: Table, like: string): Promise<Proposal | null> {
  const known = await withStore((store) => store.datasets.get(like));
  if (!known.ok) return null;
  const { mapping: own, features, labels } = known.value;
  const read = interpret(table, own.answers);
  const mapping = likeMapping(read.table, own);
  if (mapping === null) return null;
  const coded = labels === undefined ? read.table : withCodesOf(read.table, features, labels);
  const answered = withAnswers(mapping, own);
  return { ...read, table: coded, mapping: answered, motion: chooseMotion(coded, answered), remembered: true };
}

/** The mapping of an earlier import of this layout, when it still fits. */
async function recall(table: Table): Promise<Proposal | null> {
  const recalled = await withStore((store) => store.mappings.recall(layoutKey(table)));
  return recalled.ok && recalled.value !== null ? fittingProposal(table, recalled.value) : null;
}

/** The table as the mapping’s answers read it, under the mapping; null where it does not fit. Its episodes need no question. */
function fittingProposal(table: Table, mapping: Mapping): Proposal | null {
  const answers = { ...mapping.answers };
  for (const { id, answered } of interpret(table, answers).questions) {
    const column = /^episode:(.*)$/.exec(id)?.[1];
    if (!answered && column !== undefined) answers[id] = mapping.episodeColumn === column ? 'yes' : 'no';
  }
  const read = interpret(table, answers);
  if (checkMapping(read.table, mapping) !== null) return null;
  return { ...read, mapping, motion: chooseMotion(read.table, mapping), remembered: true };
}

function withAnswers(mapping: Mapping, { answers }: Mapping): Mapping {
  return answers === undefined ? mapping : { ...mapping, answers };
}
