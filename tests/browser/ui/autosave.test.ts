import { expect, test } from 'vitest';
import { Autosave, type AutosaveState } from '../../../src/ui/screens/inspect/patches/autosave';

function harness(outcome: (value: number) => boolean = () => true) {
  const kept: number[] = [];
  const states: AutosaveState[] = [];
  const doors: (() => void)[] = [];
  const autosave = new Autosave<number>(
    async (value) => {
      await new Promise<void>((resolve) => doors.push(resolve));
      if (outcome(value)) kept.push(value);
      return outcome(value);
    },
    (state) => states.push(state),
  );
  return { autosave, kept, states, open: () => doors.shift()?.() };
}

test('says saved only after the write has finished', async () => {
  const { autosave, kept, states, open } = harness();
  autosave.change(1);
  const settled = autosave.settle();
  expect(states).toEqual(['waiting', 'saving']);
  expect(kept).toEqual([]);
  open();
  await settled;
  expect(states.at(-1)).toBe('saved');
  expect(kept).toEqual([1]);
});

test('a change during a write is written after it, never beside it', async () => {
  const { autosave, kept, states, open } = harness();
  autosave.change(1);
  const settled = autosave.settle();
  autosave.change(2);
  open();
  await expect.poll(() => kept).toEqual([1]);
  expect(states).not.toContain('saved');
  await expect.poll(() => states.filter((state) => state === 'saving').length).toBe(2);
  open();
  await settled;
  expect(kept).toEqual([1, 2]);
  expect(states.at(-1)).toBe('saved');
});

test('everyone who settles waits for the same write', async () => {
  const { autosave, open, kept } = harness();
  autosave.change(1);
  const both = Promise.all([autosave.settle(), autosave.settle()]);
  open();
  await both;
  expect(kept).toEqual([1]);
});

test('a refused save says so and is tried again at the next occasion', async () => {
  let full = true;
  const { autosave, kept, states, open } = harness(() => !full);
  autosave.change(7);
  const first = autosave.settle();
  open();
  await first;
  expect(states.at(-1)).toBe('failed');
  full = false;
  const second = autosave.settle();
  open();
  await second;
  expect(kept).toEqual([7]);
  expect(states.at(-1)).toBe('saved');
});
