/**
 * The events of the ledger (docs/methods.md 6): one kind for everything that a person can change, and the one shape of its
 * payload. Payloads are plain JSON, so that the hash chain over them can be recomputed anywhere. A kind that was published
 * keeps its shape for ever; another shape is another kind.
 */
import * as v from 'valibot';
import { count, exactly, finite, list, note, oneOf, text, type Reading } from '../../basics/schema';

const name = note(Infinity);
/** Of a row in the store. */
const id = text();
const sha256 = v.pipe(v.string('is not text'), v.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex'));
const plain = v.custom<object>((value) => typeof value === 'object' && value !== null, 'is not an object');

/** Patches at one moment: their ids in order, and the SHA-256 of their canonical JSON. */
const patchSet = exactly({ ids: list(name), sha256 });

const imported = {
  dataset: id,
  name,
  fingerprint: name,
  rows: count(),
  episodes: count(),
  features: list(name),
  purpose: oneOf(['demonstrations', 'negative', 'rollouts']),
};

export const ledgerEvents = {
  /** Files became a data set. */
  import: exactly(imported),
  /** Files were added to a data set; `parent` stays as it was. */
  'add-data': exactly({ ...imported, parent: id }),
  'delete-dataset': exactly({ dataset: id }),
  /** A training began. */
  'start-training': exactly({ run: id, dataset: id, settings: plain }),
  /** A person gave a training up; its checkpoints went with it. */
  'cancel-training': exactly({ run: id, dataset: id }),
  /** A training gave a reward. `dataset` is the fingerprint of what it learned from. */
  train: exactly({ reward: id, dataset: name, device: name }),
  /** What a trained reward can do was measured; without it, the person skipped that. */
  evaluate: exactly({ reward: id, run: id }),
  /** A downloaded reward was opened; `cells` counts those of the audit that came with it, null without one. */
  open: exactly({ reward: id, id: name, sha256, cells: v.nullable(count()) }),
  /** A model that was trained elsewhere was opened. */
  'open-foreign': exactly({ reward: id, format: name, sha256 }),
  download: exactly({ reward: id, file: name, sha256, id: name }),
  rename: exactly({ reward: id, before: name, after: name }),
  'delete-reward': exactly({ reward: id }),
  /** Another family scores from here on. */
  'use-family': exactly({ reward: id, before: name, after: name, patches: patchSet }),
  /** Patches were edited by hand. */
  'edit-patches': exactly({ reward: id, before: patchSet, after: patchSet }),
  /** What must hold: of a reward, of the data set that it learned from, or of both at once. */
  norms: exactly({ reward: v.nullable(id), dataset: v.nullable(id), norms: plain }),
  'phase-zero': exactly({ reward: id, dataset: name, rows: count(), excluded: count() }),
  /** The settings of an audit, before its first query. */
  audit: exactly({ reward: id, settings: plain }),
  'audit-iteration': exactly({ reward: id, iteration: count(1), patches: patchSet }),
  /** Cells of the reference set were looked at; `leastDraws` is the count of the least of them. */
  'audit-gap': exactly({ reward: id, cells: count(), leastDraws: count() }),
  'undo-batch': exactly({ reward: id, iteration: count(), patches: list(name) }),
  /** A person took the verdict on a cluster back. */
  'undo-verdict': exactly({ reward: id, cluster: name }),
  'import-flaws': exactly({ reward: id, flaws: count(), alreadyKnown: count(), sha256 }),
  'set-gate': exactly({ reward: id, dial: finite, aMax: finite, pMin: v.nullable(finite) }),
  'reset-audit': exactly({ reward: id }),
} as const;

export type LedgerKind = keyof typeof ledgerEvents;
export type LedgerPayload<Kind extends LedgerKind = LedgerKind> = {
  readonly [K in Kind]: Reading<(typeof ledgerEvents)[K]>;
}[Kind];

/** What happened, before the ledger numbers, dates and chains it; `actor` defaults to `local`. */
export type LedgerEvent<Kind extends LedgerKind = LedgerKind> = {
  readonly [K in Kind]: { readonly kind: K; readonly payload: LedgerPayload<K>; readonly actor?: string };
}[Kind];

/** True for a kind of this table. */
export function isLedgerKind(kind: string): kind is LedgerKind {
  return Object.hasOwn(ledgerEvents, kind);
}
