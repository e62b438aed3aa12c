import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/basics/clock';
import { Cancelled, type Progress } from '../../../src/basics/task';
import { advance, EpisodeTask } from '../../../src/app/episodes/task';

/** A clock that stands still until it is moved, and counts how often it was waited for. */
function stillClock() {
  const state = { time: 0, waits: 0 };
  const clock: Clock = {
    now: () => state.time,
    elapsed: () => state.time,
    sleep: () => {
      state.waits += 1;
      return Promise.resolve();
    },
  };
  return { state, clock };
}

describe('work on many rows', () => {
  test('reports a few times a second, and at once what is new or done', () => {
    const { state, clock } = stillClock();
    const seen: Progress[] = [];
    const task = new EpisodeTask(
      clock,
      (progress) => seen.push(progress),
      () => false,
    );
    for (let done = 0; done <= 100; done++) {
      state.time += 10;
      task.report({ label: 'scoring', done, total: 100 });
    }
    task.report({ label: 'judging', done: 0, total: 100 });
    expect(seen.map(({ label, done }) => `${label} ${done}`)).toEqual([
      'scoring 0',
      'scoring 20',
      'scoring 40',
      'scoring 60',
      'scoring 80',
      'scoring 100',
      'judging 0',
    ]);
  });

  test('lets messages in when it has worked for a while, not at every step', async () => {
    const { state, clock } = stillClock();
    const task = new EpisodeTask(
      clock,
      () => undefined,
      () => false,
    );
    for (let i = 0; i < 100; i++) {
      state.time += 10;
      await task.breathe();
    }
    expect(state.waits).toBe(20);
  });

  test('ends at the step after it was stopped', async () => {
    let stopped = false;
    const task = new EpisodeTask(
      stillClock().clock,
      () => undefined,
      () => stopped,
    );
    const step = { label: 'scoring', done: 1, total: 2 };
    await advance(task, step);
    stopped = true;
    await expect(advance(task, step)).rejects.toBeInstanceOf(Cancelled);
  });
});
