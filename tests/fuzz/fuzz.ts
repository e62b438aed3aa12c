/**
 * Runs damaged files past readers and counts what became of them. A case is named by seed, target and index alone, so that
 * any one of them can be run again by itself.
 */
import { asked, restartMeter, type Asked } from './allocation-meter';
import { Random } from '../../src/basics/random';
import { Cancelled, unwatched, type Task } from '../../src/basics/task';
import type { Seed } from './seeds';
import { damaged, type Target, type Verdict } from './targets';
import type { Watchdog } from './watchdog';

export interface Case extends Verdict {
  readonly files: Seed;
  readonly milliseconds: number;
  readonly memory: Asked;
}

export interface Tally {
  cases: number;
  /** Cases by what became of them. */
  readonly taken: Record<string, number>;
  slowest: { readonly index: number; readonly milliseconds: number };
  /** Most bytes asked for, what WebAssembly grew by left out. */
  hungriest: { readonly index: number; readonly bytes: number };
  milliseconds: number;
  /** One line a broken promise, with the case to be run again. */
  readonly findings: string[];
}

/**
 * Bytes that a case may ask for: some copies of what the limits allow. The HDF5 library asks for what a forged heap claims
 * before it sees that the file is shorter; it ends at the 2 GiB that it may ever have, and does not touch them.
 */
const mostBytes = { largest: 64 * 2 ** 20, total: 512 * 2 ** 20, grown: 2 ** 31 };
const mostFindings = 20;
/** Milliseconds from which on a case is measured twice. */
const slow = 250;

/** @param index from 0; the same file comes out for the same target and seed */
export async function fuzzCase(target: Target, seeds: readonly Seed[], seed: number, index: number): Promise<Case> {
  const random = Random.of(seed, target.id, index);
  const files = await damaged(target, seeds, random);
  const patience = random.integer(16) === 0 ? random.integer(12) : Infinity;
  const shape = Object.keys(Object.prototype).length;
  restartMeter();
  const began = process.hrtime.bigint();
  const verdict = await verdictOn(target, files, random, patience);
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
  const memory = asked();
  const broken = [...verdict.broken];
  for (const kind of ['largest', 'total', 'grown'] as const) {
    if (memory[kind] > mostBytes[kind]) broken.push(`asked for ${memory[kind]} bytes (${kind})`);
  }
  if (Object.keys(Object.prototype).length !== shape) broken.push('changed what every object has');
  return { files, taken: verdict.taken, broken, milliseconds, memory };
}

async function verdictOn(target: Target, files: Seed, random: Random, patience: number): Promise<Verdict> {
  try {
    return await target.open(files, random, patience === Infinity ? unwatched : impatient(patience));
  } catch (error) {
    if (error instanceof Cancelled && patience !== Infinity) return { taken: 'cancelled', broken: [] };
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { taken: 'thrown', broken: [`threw ${what.split('\n').slice(0, 4).join(' ')}`] };
  }
}

/** A task that is cancelled the `patience`-th time someone asks. */
function impatient(patience: number): Task {
  let times = 0;
  return { ...unwatched, cancelled: () => times++ >= patience };
}

/** Cases `from` ≤ index < `to`. */
export async function fuzzRange(
  target: Target,
  seed: number,
  { from, to }: { readonly from: number; readonly to: number },
  watch: Watchdog,
): Promise<Tally> {
  const seeds = await target.seeds();
  if (seeds.length === 0) throw new Error(`there is no good file for ${target.id}`);
  const tally = emptyTally();
  // Libraries are loaded when the first file needs them; that is no case's time.
  for (const good of seeds) await verdictOn(target, good, Random.of(seed, target.id), Infinity);
  for (let index = from; index < to; index++) {
    watch.begin(index);
    const first = await fuzzCase(target, seeds, seed, index);
    // What was slow because the machine had other work is not slow again.
    const again = first.milliseconds < slow ? null : await fuzzCase(target, seeds, seed, index);
    const one = again === null || again.milliseconds > first.milliseconds ? first : again;
    tally.cases++;
    tally.milliseconds += one.milliseconds;
    tally.taken[one.taken] = (tally.taken[one.taken] ?? 0) + 1;
    if (one.milliseconds > tally.slowest.milliseconds) tally.slowest = { index, milliseconds: one.milliseconds };
    if (one.memory.total > tally.hungriest.bytes) tally.hungriest = { index, bytes: one.memory.total };
    for (const why of one.broken) tally.findings.push(`FUZZ=${target.id}:${index} FUZZ_SEED=${seed}: ${why}`);
    if (tally.findings.length > mostFindings) break;
  }
  return tally;
}

export function emptyTally(): Tally {
  return {
    cases: 0,
    taken: {},
    slowest: { index: 0, milliseconds: 0 },
    hungriest: { index: 0, bytes: 0 },
    milliseconds: 0,
    findings: [],
  };
}
