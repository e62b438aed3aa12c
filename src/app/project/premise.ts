/** What a statement about the open reward stands on, and whether that still holds. Hashes of one list are made once. */
import { canonicalBytes } from '../../basics/canonical';
import { sha256 } from '../../basics/hash';
import type { AuditMemory } from '../../flywheel/memory';
import {
  coverageSentence,
  premiseSentence,
  stalePartsOf,
  staleSentence,
  statementText,
  type AuditStatement,
  type Premise,
  type PremisePart,
  type StatedCheck,
} from '../../gate/statement/statement';
import { writeNorms } from '../../norms/norms-file';
import { patchSetOf } from '../../release/ledger/patch-set';
import type { Patch } from '../../reward/types';
import type { OpenReward } from './open-reward';

/** What of an open reward a premise names. */
export type PremisedReward = Pick<OpenReward, 'document' | 'modelId' | 'norms' | 'space'>;
export type PremiseNow = Pick<Premise, 'version' | 'model' | 'rules' | 'patches' | 'data'>;

/** Lists are never changed, only replaced. */
const known = new WeakMap<object, Promise<string>>();

function once(list: object, hash: () => Promise<string>): Promise<string> {
  const made = known.get(list) ?? hash();
  known.set(list, made);
  return made;
}

/** Model, rules, patches and data as they are. */
export async function premiseNow(
  { document, modelId, norms, space }: PremisedReward,
  patches: readonly Patch[],
): Promise<PremiseNow> {
  const [rules, edits] = await Promise.all([
    once(norms, () => sha256(canonicalBytes(writeNorms(norms, space.features)))),
    once(patches, async () => (await patchSetOf(patches)).sha256),
  ]);
  const version = await sha256(canonicalBytes({ model: modelId, rules, patches: edits }));
  const { name, fingerprint } = document.training.dataset;
  return { version, model: modelId, rules, patches: edits, data: { name, fingerprint } };
}

/** A statement with what has changed since it was made. */
export interface Standing {
  readonly statement: AuditStatement;
  readonly stale: readonly PremisePart[];
}

/** What the audit of a reward states, and how that stands; null where it states nothing. */
export async function standingOf(reward: OpenReward, memory: AuditMemory): Promise<Standing | null> {
  const { statement } = memory;
  if (statement === undefined) return null;
  return { statement, stale: stalePartsOf(statement.premise, await premiseNow(reward, reward.row.patches)) };
}

/** A statement in sentences, as screens show it. */
export interface StandingView {
  /** Why it is out of date; null where it still holds. */
  readonly stale: string | null;
  readonly coverage: string;
  readonly said: string;
  readonly premise: string;
  /** All of it, the first sentence first. */
  readonly text: string;
  /** Rules about words, with what the records of the data came to. */
  readonly checks: readonly StatedCheck[];
}

export function standingView({ statement, stale }: Standing): StandingView {
  const { coverage, said, premise } = statement;
  return {
    stale: staleSentence(stale),
    coverage: coverageSentence(coverage),
    said,
    premise: premiseSentence(premise),
    text: statementText(statement, stale),
    checks: coverage.onRecords,
  };
}
