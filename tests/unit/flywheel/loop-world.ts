/** The flywheel on the small world: a loop with everything handed in, and what it kept. */
import { Cancelled, type Task } from '../../../src/basics/task';
import { Loop, type LoopEnd, type LoopParts, type Person } from '../../../src/flywheel/loop';
import type { AuditStatement } from '../../../src/gate/statement/statement';
import { blankMemory, type AuditMemory } from '../../../src/flywheel/memory';
import type { AttackProblem, AuditSettings, StrategyId } from '../../../src/flywheel/types';
import type { Patch } from '../../../src/reward/types';
import { smallWorld, type World } from './refinement/small-world';

const fenced = smallWorld();
export const settings: AuditSettings = {
  ...fenced.settings,
  queries: 900,
  maxIterations: 6,
  kinds: ['mask', 'kernels'],
};

export interface Kept {
  readonly memory: AuditMemory;
  readonly patches: readonly Patch[];
}

export interface LoopOptions {
  readonly settings?: Partial<AuditSettings>;
  /** Absent = the one with the fence. */
  readonly world?: World;
  readonly from?: Kept;
  readonly person?: Partial<Person>;
  /** Asked again and again while it runs. */
  readonly cancelled?: () => boolean;
  /** After each keeping; may throw. */
  readonly onKeep?: (kept: readonly Kept[]) => void;
  readonly without?: readonly StrategyId[];
  readonly searches?: AttackProblem['searches'];
}

const stated: AuditStatement = {
  coverage: { attacked: ['fence'], onRecords: [], untested: [] },
  said: 'Nothing was found.',
  premise: {
    ...{ version: '', model: '', rules: '', patches: '', date: '2026-01-01' },
    data: { name: '', fingerprint: '' },
    settings: { floor: 0.05, box: 1.5, budget: 0.1, queries: 900, seed: 1, uMax: null },
  },
};

/** Everything is found again for the same options; time stands still. */
export function smallLoop(options: LoopOptions = {}): { run(iterations: number): Promise<LoopEnd>; kept: Kept[] } {
  const world = options.world ?? fenced;
  const chosen = { ...settings, ...options.settings };
  const kept: Kept[] = [];
  const task: Task = {
    report: () => undefined,
    cancelled: options.cancelled ?? (() => false),
    breathe: () => Promise.resolve(),
  };
  const parts: LoopParts = {
    problem: (patches) => ({
      ...world.problem,
      without: options.without ?? ['gradient', 'cross-entropy'],
      searches: options.searches ?? world.problem.searches,
      task,
      scores: (points) => world.problem.scoresUnder(points, patches()),
      get patches() {
        return patches();
      },
    }),
    meter: world.context([], chosen).meter,
    modelId: 'a model',
    person: {
      review: (clusters) => Promise.resolve(clusters),
      approve: () => Promise.resolve(true),
      ...options.person,
    },
    clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
    offSample: 500,
    gapOf: (flaws) => new Float64Array(flaws.length).fill(1),
    actionsOf: () => Promise.resolve(Array.from({ length: 8 }, () => 'allow')),
    state: () => Promise.resolve(stated),
    phase: () => undefined,
    keep: (memory, patches) => {
      kept.push({ memory, patches });
      options.onKeep?.(kept);
      return Promise.resolve();
    },
  };
  const { memory, patches } = options.from ?? { memory: blankMemory, patches: [] };
  return { run: (iterations) => new Loop(parts, chosen, memory, patches).run(iterations), kept };
}

/** Runs until `stop` says so of what was kept, as a tab that is closed then. */
export async function interrupted(options: LoopOptions, stop: (kept: readonly Kept[]) => boolean): Promise<Kept[]> {
  const loop = smallLoop({
    ...options,
    onKeep: (kept) => {
      if (stop(kept)) throw new Cancelled();
    },
  });
  await loop.run(settings.maxIterations).catch((error: unknown) => {
    if (!(error instanceof Cancelled)) throw error;
  });
  return loop.kept;
}
