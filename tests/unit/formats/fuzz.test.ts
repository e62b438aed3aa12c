/**
 * Damaged files past every reader. A failure names its case; `FUZZ=csv:17 FUZZ_SEED=20260 npx vitest run --project unit
 * tests/unit/formats/fuzz.test.ts` runs that one alone and leaves its files in .cache/fuzz/. `npm run soak -- fuzz` runs a million.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
// First: they see what the readers and their libraries ask for.
import '../../fuzz/allocation-meter';
import '../../fuzz/compiled-once';
import { fuzzCase, fuzzRange } from '../../fuzz/fuzz';
import { casesOf, targets } from '../../fuzz/targets';
import { watchdog } from '../../fuzz/watchdog';

const cases = 20_000;
const { FUZZ: wanted, FUZZ_SEED: chosenSeed = '20260' } = process.env;
const seed = Number(chosenSeed);

describe.runIf(wanted === undefined)(`files damaged in ${cases} ways`, { timeout: 600_000 }, () => {
  it.each(targets)('$id: every one is taken whole or refused in a sentence', async (target) => {
    const watch = watchdog(target.id, seed);
    const to = casesOf(target, cases);
    const { findings, cases: done, taken } = await fuzzRange(target, seed, { from: 0, to }, watch);
    await watch.stop();
    expect(findings).toEqual([]);
    expect(done).toBe(to);
    expect(taken['accepted'] ?? 0, 'some damage is harmless').toBeGreaterThan(0);
    expect(Object.keys(taken).length, 'not all damage is the same').toBeGreaterThan(1);
  });

  it('gives every reader its part', () => {
    expect(targets.reduce((sum, { share }) => sum + share, 0)).toBe(1000);
    expect(targets.reduce((sum, target) => sum + casesOf(target, cases), 0)).toBeGreaterThanOrEqual(10_000);
  });
});

it.runIf(wanted !== undefined)('one case alone', async () => {
  const [id, index] = (wanted ?? '').split(/:(?=\d+$)/);
  const target = targets.find((candidate) => candidate.id === id);
  if (target === undefined) throw new Error(`FUZZ=READER:INDEX, where READER is ${targets.map((t) => t.id).join()}`);
  const { files, ...outcome } = await fuzzCase(target, await target.seeds(), seed, Number(index));
  for (const file of files) {
    const path = join(import.meta.dirname, '../../../.cache/fuzz', id, index, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await file.bytes());
  }
  console.log(outcome);
  expect(outcome.broken).toEqual([]);
});
