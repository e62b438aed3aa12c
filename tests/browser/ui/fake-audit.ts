/** An audit without a worker: norms are kept, one iteration is made up, scenarios are decided by their dose. Never shipped. */
import { fail, ok } from '../../../src/basics/result';
import { checkNorm, readNorms, writeNorms } from '../../../src/norms/norms-file';
import { blankMemory } from '../../../src/flywheel/memory';
import { stateOf } from '../../../src/app/audit/view';
import type {
  AuditService,
  AuditState,
  AuditView,
  Decision,
  DecisionRecord,
  FlawCluster,
  Norm,
  StandingView,
} from '../../../src/app/types';
import { defaultAudit } from '../../../src/app/types';
import { features } from './fake-figures';

const damage = {
  basin: { rows: 8000, max: 0.031, mean: 0.0004, p99: 0.008 },
  heldOut: { rows: 1500, max: 0.044, mean: 0.0006, p99: 0.012 },
  offSample: { rows: 200_000, max: 0.088, mean: 0.0011, p99: 0.021, shareOverBudget: 0 },
  certificate: { epsilon: 0.21, certified: 0.097, limit: 0.1, over: 0 },
  patches: [
    {
      id: 'a1-1',
      evidence: { status: 'certified' as const },
      footprint: { demonstrations: 0.002, audited: 0.31, farthest: 2.4 },
    },
  ],
  changedEpisodes: [],
};

export const fakeClusters: readonly FlawCluster[] = ['one', 'two'].map((id, i) => ({
  id,
  norm: 'speed',
  severity: 1,
  flaws: [],
  centre: features.map((_, f) => 0.2 * (f + i)),
  radius: 0.3,
  gap: 1,
  priority: 10 - i,
  verdict: 'waiting',
  inconclusive: false,
}));

const iteration = {
  number: 1,
  queries: 20_000,
  found: 412,
  verified: 9120,
  inconclusive: 0,
  clusters: fakeClusters,
  patches: ['a1-1'],
  covered: 412,
  left: 0,
  needsRetraining: [],
  attacks: [{ id: 'a1-1', queries: 59, hits: 0, bound: 0.0495 }],
  damage,
  strategies: [
    { strategy: 'box' as const, queries: 2000, hits: 120 },
    { strategy: 'gradient' as const, queries: 2000, hits: 33 },
  ],
  freshFlawRate: { value: 1, low: 0.99, high: 1 },
  seconds: 7.2,
};
const converged = {
  attempt: 1,
  distributions: [
    { strategy: 'box' as const, name: 'uniform in the audited box', draws: 8889, hits: 0, bound: 0.00041 },
  ],
  searches: [{ strategy: 'gradient' as const, queries: 8800, hits: 0 }],
  newKind: null,
  freshFlawRate: { value: 0, low: 0, high: 0.0006 },
};

const standing: StandingView = {
  checks: [],
  stale: null,
  coverage: 'Covers 1 of 1 rule: speed.',
  said: 'Of fresh flaws of the same generators, 0 % are still above the floor.',
  premise: 'Made on 2026-01-01 for version 0a1b2c3d4e5f.',
  text: 'Covers 1 of 1 rule: speed. Of fresh flaws of the same generators, 0 % are still above the floor. Made on 2026-01-01 for version 0a1b2c3d4e5f.',
};

/** Approval by flaw waits for a verdict on both clusters. */
export function fakeAudit(): AuditService & { readonly asked: string[] } {
  const asked: string[] = [];
  let view: AuditView = {
    rewardId: '',
    norms: [],
    settings: defaultAudit,
    patches: [],
    phaseZero: null,
    state: stateOf(blankMemory, 'idle', null),
    gap: { aMax: 0.26, audited: false, cells: 0, least: 0 },
    experts: {
      frames: { value: 0.994, low: 0.97, high: 1 },
      episodes: { value: 0.98, low: 0.9, high: 1 },
      perMinute: 0.3,
    },
    withData: true,
    coverage: { attacked: ['speed'], onRecords: [], untested: [] },
    refusal: null,
  };
  let reviewed: ((clusters: readonly FlawCluster[]) => void) | null = null;
  let clusters = fakeClusters;
  const state = (change: Partial<AuditState>): AuditState => ({ ...view.state, ...change });
  return {
    asked,
    open: async (rewardId) => ok((view = { ...view, rewardId })),
    readNorms: async (text) => readNorms(JSON.parse(text), features),
    writeNorms: async () => JSON.stringify(writeNorms(view.norms, features)),
    checkNorm: async (norm) => checkNorm(norm, features),
    proposeRanges: async (factor) =>
      features.map(({ name }, f): Norm => ({
        id: `range_${name}`,
        type: 'range',
        features: [f],
        min: [-factor],
        max: [factor],
      })),
    saveNorms: async (norms) => ok((view = { ...view, norms, phaseZero: null })),
    shade: async (_plane, size) => ({
      size,
      marks: Uint8Array.from({ length: size * size }, (_, i) => (i % size > 0.7 * size ? 1 : 0)),
    }),
    gapField: async (_plane, size) => new Float32Array(size * size).fill(0.05),
    phaseZero: async () => {
      const found = {
        passed: new Uint8Array(0),
        rows: 9544,
        excluded: 42,
        findings: view.norms.map(({ id }) => ({
          norm: id,
          frames: 42,
          inconclusive: 0,
          episodes: [3, 7],
          worst: { row: 311, margin: -0.04 },
          skipped: null,
        })),
        dataset: 'maze-01',
        episodes: 60,
        trainedWithout: false,
      };
      view = { ...view, phaseZero: found };
      return ok(found);
    },
    run: async (settings, _turns, onState) => {
      asked.push(`run ${settings.approval}`);
      onState(state({ phase: 'attacking', label: 'Red team: Perturbation ladder', progress: 0.4, iteration: 1 }));
      if (settings.approval === 'flaw') {
        clusters = fakeClusters;
        await new Promise<void>((resolve) => {
          reviewed = (answered) => {
            clusters = answered;
            onState(state({ phase: 'reviewing', clusters }));
            if (answered.every(({ verdict }) => verdict !== 'waiting')) resolve();
          };
          reviewed(clusters);
        });
      }
      const batch = { iteration: 1, added: ['a1-1'], replaced: [], undone: false, damage, attacks: iteration.attacks };
      const memory = {
        ...blankMemory,
        settings,
        iterations: [iteration],
        batches: [batch],
        attempts: 1,
        convergence: converged,
      };
      view = {
        ...view,
        settings,
        state: stateOf(memory, 'done', standing),
        gap: { ...view.gap, audited: true, cells: 256, least: 59 },
      };
      return ok(view);
    },
    stop: async () => void asked.push('stop'),
    review: async (ids, verdict) => {
      asked.push(`${ids?.join(' ') ?? 'all'} ${verdict}`);
      reviewed?.(
        clusters.map((cluster) =>
          (ids?.includes(cluster.id) ?? cluster.verdict === 'waiting') ? { ...cluster, verdict } : cluster,
        ),
      );
    },
    undoVerdict: async (id) => {
      asked.push(`undo verdict ${id}`);
      return ok(view);
    },
    approve: async (yes) => void asked.push(`approve ${yes}`),
    undoBatch: async (iteration) => {
      asked.push(`undo ${iteration}`);
      const batches = view.state.batches.map((batch) => ({ ...batch, undone: true }));
      return ok((view = { ...view, state: { ...view.state, batches, convergence: null } }));
    },
    story: async (raw) => ({
      raw,
      norms: view.norms.map(({ id }) => ({ id, severity: 1, margin: -0.12 })),
      score: 0.61,
      scoreWithoutPatches: 0.61,
      energy: 0.8,
      distanceRatio: 1.4,
      gap: null,
      inBox: true,
      patches: [],
      decision: {
        action: 'block',
        reasons: [blockedBy('Blocked because a norm is violated.')],
        status: 'insufficient',
      },
      nearest: [{ raw, distance: 0.4, episode: 3 }],
    }),
    exportFlaws: async () => '',
    importFlaws: async () => fail('malformed', 'This file holds no flaws.', 'Nothing was changed.'),
    whatIf: async (dials) =>
      ok(
        dials.map((dial) => ({
          dial,
          uMax: 2 - dial,
          nMax: 3 - dial,
          frames: { value: 1 - dial / 10, low: 0.9, high: 1 },
          episodes: { value: 1 - dial, low: 0.8 - dial, high: 1 },
          perMinute: 4 * dial,
          notAllowed: { permuted: 0.4 + dial, uniform: 0.9 },
          monitor: null,
        })),
      ),
    setGate: async (_dial, aMax) => ok((view = { ...view, gap: { ...view.gap, aMax } })),
    decideRecords: async () =>
      ok([
        { fields: { message: 'Rest today.', x: 0.1 }, record: recordOf(0, []) },
        { fields: { message: 'Double the dose.', x: 0.1 }, record: recordOf(1, [blockedBy('Blocked by a norm.')]) },
      ]),
    attachNorms: async (_dataset, text) => readNorms(JSON.parse(text), features),
    reset: async () => ok((view = { ...view, state: stateOf(blankMemory, 'idle', null) })),
    close: async () => undefined,
  };
}

function blockedBy(text: string): Decision['reasons'][number] {
  return { action: 'block', reason: 'violated', text };
}

function recordOf(row: number, reasons: Decision['reasons']): DecisionRecord {
  const scores = { score: 0.61, distance_ratio: 1.4, energy: 0.8, suppression: 0, raise: 0 };
  return {
    ...{ row, action: reasons.length > 0 ? 'block' : 'allow', reasons, status: 'insufficient', audited: false },
    evidence: {
      ...{ scores, p: null, trajectory: null, gap: null, margins: [], nearest: [] },
      samples: { episodes: 12, cellDraws: null },
    },
  };
}
