/**
 * The long run's part of the work, a program of its own (scripts/soak/fuzz-chunk.mjs starts it): some cases of one target in
 * one process, whose loss tells which case it was. Prints one line of JSON: the tally, or with `shares` what each target gets.
 */
import './allocation-meter';
import './compiled-once';
import { fuzzRange, type Tally } from './fuzz';
import { casesOf, targets } from './targets';
import { watchdog } from './watchdog';

/** `resident`: the most memory that the process had, in bytes. */
type Chunk = Tally & { readonly resident: number };

/** Cases `from` ≤ index < `to` of a target by its id. */
async function chunk(id: string, seed: number, from: number, to: number): Promise<Chunk> {
  const target = targets.find((candidate) => candidate.id === id);
  if (target === undefined) throw new Error(`There is no target ${id}.`);
  const watch = watchdog(id, seed);
  const tally = await fuzzRange(target, seed, { from, to }, watch);
  await watch.stop();
  return { ...tally, resident: process.resourceUsage().maxRSS * 1024 };
}

const [first, ...numbers] = process.argv.slice(2);
const [second, third, fourth] = numbers.map(Number);
const answer =
  first === 'shares'
    ? targets.map((target) => ({ id: target.id, cases: casesOf(target, second) }))
    : await chunk(first, second, third, fourth);
console.log(JSON.stringify(answer));
