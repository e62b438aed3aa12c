import { expect, test } from 'vitest';
import { fail, ok } from '../../../src/basics/result';
import { PendingPatches, type Saved } from '../../../src/app/project/pending-patches';
import type { Patch } from '../../../src/reward/types';

const list = (id: string) => [{ id } as unknown as Patch];
const full = fail('storage-full', 'There is no room.', 'Delete something.');

/** A turn is taken when it is asked for; writes wait for the door. */
function harness() {
  const kept: string[] = [];
  const doors: (() => void)[] = [];
  const woken: (() => void)[] = [];
  let refused = false;
  let turn: Promise<void> = Promise.resolve();
  const clock = { now: () => 0, elapsed: () => 0, sleep: () => new Promise<void>((wake) => woken.push(wake)) };
  const write = async ([{ id }]: readonly Patch[]): Promise<Saved> => {
    await new Promise<void>((open) => doors.push(open));
    if (refused) return full;
    kept.push(id);
    return ok({ revision: kept.length });
  };
  const take = (): Promise<void> => (turn = turn.then(() => pending.save(write)));
  const pending = new PendingPatches(clock, () => void take());
  const open = async (): Promise<void> => {
    await expect.poll(() => doors.length).toBeGreaterThan(0);
    doors.shift()?.();
  };
  return { pending, kept, open, take, wake: () => woken.shift()?.(), refuse: (now: boolean) => (refused = now) };
}

test('answers only after the write has finished', async () => {
  const { pending, kept, open } = harness();
  let answered = false;
  const answer = pending.put(list('a'), false).finally(() => (answered = true));
  await Promise.resolve();
  expect(answered).toBe(false);
  await open();
  expect(await answer).toEqual(ok({ revision: 1 }));
  expect(kept).toEqual(['a']);
});

test('a change during a write is written after it, never beside it', async () => {
  const { pending, kept, open } = harness();
  const first = pending.put(list('a'), false);
  await Promise.resolve();
  const second = pending.put(list('b'), false);
  await open();
  await first;
  expect(kept).toEqual(['a']);
  await open();
  await second;
  expect(kept).toEqual(['a', 'b']);
});

test('a gesture is saved after its pause, once, with its last list; everyone who asked is answered', async () => {
  const { pending, kept, open, wake } = harness();
  const answers = [pending.put(list('a'), true), pending.put(list('b'), true), pending.put(list('c'), true)];
  wake();
  wake();
  await Promise.resolve();
  expect(kept).toEqual([]);
  wake();
  await open();
  expect(await Promise.all(answers)).toEqual([1, 1, 1].map((revision) => ok({ revision })));
  expect(kept).toEqual(['c']);
});

test('a refused list says why and is tried again at the next occasion, unless it is let go of', async () => {
  const { pending, kept, open, take, refuse } = harness();
  refuse(true);
  const first = pending.put(list('a'), false);
  await open();
  expect(await first).toEqual(full);
  expect(pending.refusal).toEqual(full);
  refuse(false);
  const again = take();
  await open();
  await again;
  expect(kept).toEqual(['a']);
  expect(pending.refusal).toBeNull();
  refuse(true);
  const third = pending.put(list('b'), false);
  await open();
  await third;
  pending.forget();
  await take();
  expect(kept).toEqual(['a']);
  expect(pending.refusal).toBeNull();
});
