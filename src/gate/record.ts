/**
 * The decision record: one decision with what speaks for it (docs/methods.md 5, 10; docs/gate.md). Described once, here: `gate.py` writes
 * it as a line of JSON, the app shows and exports it, and everything smaller that is called a decision is a `Pick` of it.
 */
import * as v from 'valibot';
import { between, count, exactly, finite, flag, list, note, oneOf, text } from '../basics/schema';
import { reasonIds } from './votes/reasons';
import { actions } from './votes/vote';

/** A number, or null where it is missing or not finite. */
const figure = v.nullable(finite);
const share = v.nullable(between(0, 1));

const reason = exactly({
  action: oneOf(['escalate', 'block']),
  reason: oneOf(reasonIds),
  text: v.pipe(text(), v.description('A sentence for people.')),
});

/** Why: every rule that objected, in the order of `reasons`. */
export const decisionEntries = {
  action: v.pipe(oneOf(actions), v.description('The most restrictive of the reasons; allow where there is none.')),
  reasons: list(reason, 0, 100),
};

const scores = exactly({
  score: v.pipe(figure, v.description('s: with patches, the one to optimise.')),
  distance_ratio: v.pipe(figure, v.description('u: distance to the nearest demonstration over epsilon99.')),
  energy: v.pipe(figure, v.description('n: the anomaly score.')),
  suppression: v.pipe(figure, v.description('S')),
  raise: v.pipe(figure, v.description('What raising patches add to the score, min(1, r + R) − r; 0 where s is 0.')),
});

const patch = exactly({ id: text(), kind: oneOf(['suppress', 'raise']), amount: figure });

const evidence = exactly({
  scores,
  p: v.pipe(share, v.description('p of this frame; null where nothing is claimed.')),
  trajectory: v.pipe(share, v.description('p(τ) of the run up to here; null where nothing is claimed.')),
  gap: v.pipe(share, v.description('a; null before the first audit.')),
  margins: list(exactly({ id: note(), severity: finite, margin: figure })),
  nearest: v.pipe(
    list(exactly({ distance: finite, episode: count() })),
    v.description('Nearest demonstrations, ascending, standardised units; none where they were left out of the file.'),
  ),
  patches: v.optional(
    v.pipe(list(patch), v.description('Patches that act here. The app names them; gate.py knows only their sums.')),
  ),
  samples: exactly({
    episodes: v.pipe(count(), v.description('J: calibration episodes that thresholds and p rest on.')),
    cellDraws: v.pipe(v.nullable(count()), v.description('Draws of the audit cell; null before the first audit.')),
  }),
  monitor: v.optional(
    v.pipe(
      exactly({
        most: v.pipe(figure, v.description('M: the largest share; null where one is not known.')),
        cause: v.pipe(text(), v.description('What has the largest share, or is not known.')),
        shares: v.record(v.string(), figure),
        stuck: v.pipe(v.record(v.string(), figure), v.description('Columns that repeat their value, by name.')),
      }),
      v.description('Shares of the monitor’s limits, 1 = at the limit; absent where no monitor follows.'),
    ),
  ),
});

export const decisionRecordSchema = v.pipe(
  exactly({
    row: v.pipe(count(), v.description('Row of the file, from 0.')),
    episode: v.optional(v.pipe(count(), v.description('Episode of the file, from 0; absent where rows stand alone.'))),
    frame: v.optional(v.pipe(count(), v.description('Frame of its episode, from 0; absent where rows stand alone.'))),
    resets: v.optional(v.pipe(count(), v.description('Times that a live gate was reset, the first not counted.'))),
    ...decisionEntries,
    status: v.pipe(
      oneOf(['supported', 'insufficient', 'conflicting']),
      v.description('How far the evidence carries the decision, not whether it is right.'),
    ),
    audited: v.pipe(flag, v.description('False before the first audit: then the audit gap has no vote.')),
    evidence,
  }),
  v.description('One decision of the gate with its evidence: a line of what gate.py writes.'),
);

/** Nothing in it can be written to. */
type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

export type DecisionRecord = Frozen<v.InferOutput<typeof decisionRecordSchema>>;
/** What was decided, and why. */
export type Decision = Pick<DecisionRecord, 'action' | 'reasons'>;
export type EvidenceStatus = DecisionRecord['status'];
