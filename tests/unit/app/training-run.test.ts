import { describe, expect, test } from 'vitest';
import { fail, ok, type Result } from '../../../src/basics/result';
import type { Clock } from '../../../src/basics/clock';
import { TrainingRun, type RunWorkers } from '../../../src/app/training/run';
import type { EvaluatedReward, EvaluationReport, MemberJob, RunStart } from '../../../src/app/training/types';
import type { TrainingState } from '../../../src/app/types';
import type { MemberData, TrainingReport } from '../../../src/reward/families/mixture/training';

type Assess = (report: (report: EvaluationReport) => void) => Promise<Result<EvaluatedReward>>;
type Outcome = Result<'done' | 'stopped'> | 'dies';
type Train = (job: MemberJob, report: (report: TrainingReport) => void, stopped: () => boolean) => Promise<Outcome>;

const start: RunStart = {
  runId: 'run',
  datasetId: 'data',
  options: { settings: {} as RunStart['options']['settings'], backend: 'auto' },
  members: 2,
  epochs: 4,
  trainRows: 100,
  pending: [0, 1],
  finished: [],
  secondsBefore: 0,
  rewardId: null,
};
const measured = { rewardId: 'reward' } as EvaluatedReward;

/** Stores the reward first, then measures it. */
const rewarded: Assess = (report) => {
  report({ label: 'Judging', done: 1, total: 4, rewardId: 'reward' });
  return Promise.resolve(ok(measured));
};
const lost = fail('device', 'The device was lost.', 'Try again.');

/** A clock that moves on by a second whenever it is asked. */
function tickingClock(): Clock {
  let now = 0;
  return { now: () => now, elapsed: () => (now += 1000), sleep: () => Promise.resolve() };
}

/** Workers that do what `train` says, and a record of every one that was started. */
function stage(train: Train, assess: Assess = rewarded, width = 1, from: RunStart = start) {
  const jobs: MemberJob[] = [];
  const states: TrainingState[] = [];
  let [opened, closed] = [0, 0];
  const member = () => {
    opened += 1;
    let stopping = false;
    const service = {
      stop: () => {
        stopping = true;
        return Promise.resolve();
      },
      train: async (job: MemberJob, _: MemberData, report: (report: TrainingReport) => void) => {
        jobs.push(job);
        const outcome = await train(job, report, () => stopping);
        if (outcome === 'dies') throw new Error('out of memory');
        return outcome;
      },
    };
    return { api: { member: service }, terminate: () => (closed += 1) };
  };
  const kept: EvaluatedReward[] = [];
  const keepEvaluation = (evaluated: EvaluatedReward) => {
    kept.push(evaluated);
    return Promise.resolve(ok(true as const));
  };
  const judging = {
    assess: (_: string, __: unknown, ___: unknown, report: (report: EvaluationReport) => void) => assess(report),
  };
  const assessment = () => ({ api: { assessment: judging }, terminate: () => undefined });
  const rows = new Float32Array(0);
  const memberData = () => Promise.resolve(ok({ dims: 1, train: rows, validation: rows }));
  const assessmentInput = () => Promise.resolve(ok({ prepared: { x: rows } }));
  const workers = { member, assessment, memberData, assessmentInput, keepEvaluation, width } as unknown as RunWorkers;
  const run = new TrainingRun(from, ['webgpu', 'wasm'], workers, tickingClock(), (state) => states.push(state), []);
  return { run, jobs, states, kept, counts: () => ({ opened, closed }) };
}

const done: Train = () => Promise.resolve(ok('done'));

describe('a run over its workers', () => {
  test('trains every member, assesses, and leaves no worker open', async () => {
    const { run, jobs, states, counts } = stage(done, undefined, 2);
    await run.go();
    expect(jobs.map(({ member }) => member).sort()).toEqual([0, 1]);
    expect(run.state).toMatchObject({ phase: 'done', rewardId: 'reward', failure: null, device: 'webgpu' });
    expect(states.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['training', 'assessing', 'done']));
    expect(counts()).toEqual({ opened: 2, closed: 2 });
  });

  test('answers a lost device with a fresh worker, and a second loss with the next backend', async () => {
    let losses = 0;
    const { run, jobs, counts } = stage(() => Promise.resolve(losses++ < 2 ? lost : ok('done')));
    await run.go();
    expect(jobs.map(({ member, backend }) => `${member} ${backend}`)).toEqual([
      '0 webgpu',
      '0 webgpu',
      '0 wasm',
      '1 wasm',
    ]);
    expect(run.state).toMatchObject({ phase: 'done', device: 'wasm' });
    expect(counts()).toEqual({ opened: 3, closed: 3 });
  });

  test('takes a worker that dies for a lost device', async () => {
    let deaths = 0;
    const { run, jobs } = stage(() => Promise.resolve(deaths++ < 1 ? 'dies' : ok('done')));
    await run.go();
    expect(jobs).toHaveLength(3);
    expect(run.state.phase).toBe('done');
  });

  test('gives up with the sentence when devices keep getting lost', async () => {
    const { run, jobs } = stage(() => Promise.resolve(lost));
    await run.go();
    expect(jobs.length).toBeLessThan(10);
    expect(run.state).toMatchObject({ phase: 'failed', failure: { message: 'The device was lost.' } });
  });

  test('does not try again what another device would not mend', async () => {
    const { run, jobs } = stage(() => Promise.resolve(fail('degenerate', 'Training diverged.', 'Lower the rate.')));
    await run.go();
    expect(jobs).toHaveLength(1);
    expect(run.state).toMatchObject({ phase: 'failed', rewardId: null, failure: { kind: 'degenerate' } });
  });

  test('paused, it stops its members and assesses nothing', async () => {
    const { run, states } = stage(async (_, report, stopped) => {
      report({ member: 0, epoch: 1, epochs: 4, loss: 1, validation: 1, gateUse: [1], samplesPerSecond: 10 });
      await run.pause();
      return ok(stopped() ? 'stopped' : 'done');
    });
    await run.go();
    expect(run.state).toMatchObject({ phase: 'paused', rewardId: null });
    expect(states.some(({ phase }) => phase === 'assessing')).toBe(false);
  });

  test('paused, it still says how fast it went and how long it took', async () => {
    const { run } = stage(async (_, report) => {
      report({ member: 0, epoch: 2, epochs: 4, loss: 1, validation: 1, gateUse: [1], samplesPerSecond: 10 });
      await run.pause();
      return ok('stopped');
    });
    await run.go();
    const { samplesPerSecond, secondsSpent } = run.state;
    expect(secondsSpent).toBeGreaterThan(0);
    expect(samplesPerSecond).toBeGreaterThan(0);
    expect(run.state.secondsSpent).toBe(secondsSpent);
  });

  test('cancelled while it assesses, it stays cancelled and keeps no reward', async () => {
    const { run, kept } = stage(done, async () => {
      await run.cancel();
      return ok(measured);
    });
    await run.go();
    expect(run.state).toMatchObject({ phase: 'cancelled', rewardId: null, failure: null });
    expect(kept).toEqual([]);
  });

  test('opens its reward before it is evaluated, and tells work done over work in all', async () => {
    const { run, states, kept } = stage(done);
    await run.go();
    const early = states.find(({ phase, rewardId }) => phase === 'assessing' && rewardId === 'reward');
    expect(early).toMatchObject({ evaluation: { done: 1, total: 4 }, label: 'Judging' });
    expect(early?.secondsLeft).toBeGreaterThan(0);
    expect(kept).toEqual([measured]);
  });

  test('skipped, it ends with its reward and keeps no evaluation', async () => {
    const { run, kept } = stage(done, async (report) => {
      report({ label: 'Judging', done: 1, total: 4, rewardId: 'reward' });
      expect(run.skip()).toBe(true);
      return Promise.resolve(ok(measured));
    });
    await run.go();
    expect(run.state).toMatchObject({ phase: 'done', rewardId: 'reward', failure: null });
    expect(kept).toEqual([]);
  });

  test('cannot be skipped before there is a reward', async () => {
    const { run } = stage(done, () => {
      expect(run.skip()).toBe(false);
      return Promise.resolve(ok(measured));
    });
    await run.go();
    expect(run.state.phase).toBe('done');
  });

  test('stopped while it is evaluated, it waits with its reward', async () => {
    const { run, kept } = stage(done, async (report) => {
      report({ label: 'Judging', done: 1, total: 4, rewardId: 'reward' });
      await run.pause();
      return ok(measured);
    });
    await run.go();
    expect(run.state).toMatchObject({ phase: 'paused', rewardId: 'reward' });
    expect(kept).toEqual([]);
  });

  test('goes on with the evaluation alone where its reward is there', async () => {
    const { run, jobs, kept } = stage(done, rewarded, 1, { ...start, pending: [], rewardId: 'reward' });
    expect(run.state.rewardId).toBe('reward');
    await run.go();
    expect(jobs).toEqual([]);
    expect(kept).toEqual([measured]);
  });

  test('keeps one entry of history an epoch, and tells rate and time left', async () => {
    const seen: TrainingState[] = [];
    const { run, states } = stage((job, report) => {
      for (const epoch of [1, 1, 2]) {
        report({ member: job.member, epoch, epochs: 4, loss: 1, validation: 0.5, gateUse: [1], samplesPerSecond: 50 });
      }
      seen.push(run.state);
      return Promise.resolve(ok('done'));
    });
    await run.go();
    expect(run.state.history.map(({ member, epoch }) => [member, epoch])).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
    ]);
    expect(seen[0]).toMatchObject({ samplesPerSecond: 50, secondsLeft: ((2 * 4 - 2) * 100) / 50 });
    expect(states.at(-1)?.samplesPerSecond).toBeGreaterThan(0);
  });
});
