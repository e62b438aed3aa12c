/** Schemas of what an audit remembers between iterations and visits, for the store. Figures may be NaN or infinite. */
import * as v from 'valibot';
import { interval } from '../basics/intervals.schema';
import { count, exactly, flag, list, measured, note, oneOf } from '../basics/schema';
import { auditStatement } from '../gate/statement/statement.schema';
import { storedPatch as patch } from '../reward/patches/patch.schema';
import type { AuditBatch, AuditMemory } from './memory';
import { sourceWords } from './red-team';
import { refinementSteps } from './refinement';
import type {
  AuditSettings,
  Convergence,
  DamageFigures,
  DamageReport,
  Flaw,
  FlawCluster,
  Iteration,
  PatchAttack,
} from './types';

const sourceIds = sourceWords.map(({ id }) => id);
const source = oneOf(sourceIds);
const point = list(measured);

export const auditSettings: v.GenericSchema<unknown, AuditSettings> = exactly({
  floor: measured,
  budget: measured,
  box: measured,
  queries: count(),
  maxIterations: count(),
  kinds: list(oneOf(refinementSteps)),
  approval: oneOf(['automatic', 'batch', 'flaw']),
  seed: measured,
  epsilon: v.nullable(measured),
});

const flaw: v.GenericSchema<unknown, Flaw> = exactly({
  id: note(),
  raw: point,
  score: measured,
  distanceRatio: measured,
  norm: v.nullable(note()),
  severity: measured,
  margin: v.nullable(measured),
  strategy: oneOf([...sourceIds, 'person', 'file']),
  iteration: measured,
});

const cluster: v.GenericSchema<unknown, FlawCluster> = exactly({
  id: note(),
  norm: v.nullable(note()),
  severity: measured,
  flaws: list(flaw),
  centre: point,
  radius: measured,
  gap: measured,
  priority: measured,
  verdict: oneOf(['waiting', 'accepted', 'rejected', 'abstained']),
  inconclusive: flag,
});

const attack: v.GenericSchema<unknown, PatchAttack> = exactly({
  id: note(),
  queries: count(),
  hits: count(),
  bound: measured,
});

const figures = { rows: count(), max: measured, mean: measured, p99: measured };
const damageFigures: v.GenericSchema<unknown, DamageFigures> = exactly(figures);

const damage: v.GenericSchema<unknown, DamageReport> = exactly({
  basin: damageFigures,
  heldOut: v.nullable(damageFigures),
  offSample: exactly({ ...figures, shareOverBudget: measured }),
  certificate: exactly({ epsilon: measured, certified: measured, limit: measured, over: count() }),
  patches: list(
    exactly({
      id: note(),
      evidence: exactly({
        status: oneOf(['certified', 'tested', 'untested']),
        bound: v.optional(measured),
        episodes: v.optional(count()),
      }),
      footprint: exactly({ demonstrations: measured, audited: measured, farthest: measured }),
    }),
  ),
  changedEpisodes: list(exactly({ episode: count(), before: note(), after: note() })),
});

const iteration: v.GenericSchema<unknown, Iteration> = exactly({
  number: count(),
  queries: count(),
  found: count(),
  verified: count(),
  inconclusive: count(),
  clusters: list(cluster),
  patches: list(note()),
  covered: count(),
  left: count(),
  needsRetraining: list(exactly({ flaw, nearest: list(point) })),
  attacks: list(attack),
  overruled: v.optional(
    list(
      exactly({
        id: note(),
        norm: v.nullable(note()),
        verdict: oneOf(['rejected', 'abstained']),
        points: count(),
        suppressed: count(),
      }),
    ),
  ),
  damage,
  strategies: list(exactly({ strategy: source, queries: count(), hits: count(), failed: v.optional(note()) })),
  freshFlawRate: v.nullable(interval),
  seconds: measured,
});

const batch: v.GenericSchema<unknown, AuditBatch> = exactly({
  iteration: count(),
  added: list(note()),
  replaced: list(patch),
  undone: flag,
  damage,
  attacks: list(attack),
});

const convergence: v.GenericSchema<unknown, Convergence> = exactly({
  attempt: count(),
  distributions: list(
    exactly({ strategy: source, name: note(), draws: count(), hits: count(), bound: v.nullable(measured) }),
  ),
  searches: list(exactly({ strategy: source, queries: count(), hits: count() })),
  failed: v.optional(list(source)),
  newKind: v.nullable(measured),
  freshFlawRate: v.nullable(interval),
});

export const auditMemory: v.GenericSchema<unknown, AuditMemory> = exactly({
  settings: auditSettings,
  iterations: list(iteration),
  batches: list(batch),
  known: list(flaw),
  rejected: list(cluster),
  queue: list(cluster),
  attempts: count(),
  convergence: v.nullable(convergence),
  statedAfter: v.optional(count()),
  statement: v.optional(auditStatement),
});
