/** A page that goes away before a patch is on the disk: the tab finds it again, and overwrites nothing of others. */
import { afterEach, expect, test } from 'vitest';
import type { Patch, Services } from '../../../src/app/types';
import { fail, ok, type Result } from '../../../src/basics/result';
import { PatchDocument } from '../../../src/ui/screens/inspect/patches/patch-document.svelte';

type Saved = Result<{ revision: number }>;
const named = (id: string) => ({ id }) as Patch;
const ids = (document: PatchDocument) => document.patches.map(({ id }) => id);

function opened(stored: readonly Patch[], savePatches: (patches: readonly Patch[]) => Promise<Saved>) {
  const inspect = { savePatches: (_id: string, patches: readonly Patch[]) => savePatches(patches) };
  return new PatchDocument({ inspect } as unknown as Services, 'r', stored, () => undefined);
}
const never = () => new Promise<Saved>(() => undefined);
const kept = async (): Promise<Saved> => ok({ revision: 2 });

afterEach(() => sessionStorage.clear());

test('what was not on the disk yet is changed again, and saved', async () => {
  opened([], never).change([named('a')]);
  const given: (readonly Patch[])[] = [];
  const again = opened([], async (patches) => (given.push(patches), kept()));
  again.resume();
  expect(ids(again)).toEqual(['a']);
  await expect.poll(() => sessionStorage.length).toBe(0);
  expect(given).toEqual([[named('a')]]);
  again.undo();
  expect(ids(again)).toEqual([]);
});

test('the second of two changes comes back when the first had reached the disk', () => {
  const before = opened([], never);
  before.change([named('a')]);
  before.change([named('a'), named('b')]);
  const again = opened([named('a')], kept);
  again.resume();
  expect(ids(again)).toEqual(['a', 'b']);
});

test('what was saved, what others have changed since and what was refused does not come back', async () => {
  const document = opened([], kept);
  document.change([named('a')]);
  await expect.poll(() => sessionStorage.length).toBe(0);
  opened([], never).change([named('a')]);
  const elsewhere = opened([named('x')], kept);
  elsewhere.resume();
  expect(ids(elsewhere)).toEqual(['x']);
  opened([], async () => fail('bad-parameter', 'No.', 'Change it.')).change([named('bad')]);
  await expect.poll(() => sessionStorage.length).toBe(0);
});

test('a tab that may not write waits until it may', async () => {
  opened([], never).change([named('a')]);
  const again = opened([], kept);
  again.readOnly = true;
  again.resume();
  expect(ids(again)).toEqual([]);
  again.readOnly = false;
  again.resume();
  expect(ids(again)).toEqual(['a']);
});
