/**
 * One attack on the patched score: every strategy that applies, its candidates verified, its hits counted (docs/methods.md 4).
 * Queries are dealt evenly; what an adaptive search looks at on its way counts as well.
 */
import { Cancelled } from '../basics/task';
import { Random } from '../basics/random';
import { verifyReachable } from './rates/reachable';
import { strategies } from './red-team';
import { box, boxWords, tube, tubeWords } from './red-team/distributions';
import type { AttackProblem, Flaw, Proposal, SourceId, SourceWords } from './types';
import { flawsOf, unsureOf } from './verifier';

/** What one strategy did. */
export interface StrategyTally {
  readonly strategy: SourceId;
  /** Name of its distribution, null for adaptive searches. */
  readonly distribution: string | null;
  readonly queries: number;
  /** Candidates that were verified: draws, where there is a distribution. */
  readonly draws: number;
  readonly hits: number;
  /** Draws at violating or bad points where r > floor: what would be a flaw without patches. */
  readonly wouldBe: number;
  /** Why it broke down, for people; absent = it did not. What others found stands. */
  readonly failed?: string;
}

export interface Attack {
  readonly tallies: readonly StrategyTally[];
  readonly flaws: readonly Flaw[];
  /** Points above the floor whose verdict is inconclusive, at most `mostInconclusive`: flaws if a person says so. */
  readonly inconclusive: readonly Flaw[];
  readonly inconclusiveCount: number;
  /** Candidates that violate or were labelled bad, above the floor or not. */
  readonly verified: number;
  readonly queries: number;
}

/** A person's queue that nobody reads to the end helps nobody. */
const mostInconclusive = 500;

export interface AttackOptions {
  /** Points to look at, over all strategies. */
  readonly queries: number;
  readonly seed: number;
  readonly iteration: number;
  /** Raw rows [n × F] of flaws that are known. */
  readonly known: Float64Array;
}

/** Whatever proposes candidates. */
interface Source extends SourceWords<SourceId> {
  propose(problem: AttackProblem, queries: number, seed: number, known: Float64Array): Promise<Proposal>;
}

/** Plain draws from the box and the tube: nothing is bounded without them. */
const plainDraws: readonly Source[] = [
  { ...boxWords, draw: box.draw },
  { ...tubeWords, draw: tube.draw },
].map(({ draw, ...words }) => ({
  ...words,
  propose: (problem, rows, seed) => Promise.resolve({ raw: draw(problem, rows, seed), rows, queries: rows }),
}));

/** Everything that proposes here; what resamples flaws comes last, after what finds them. */
function sourcesFor(problem: AttackProblem): readonly Source[] {
  const left = new Set(problem.without);
  return [...plainDraws, ...strategies.filter((strategy) => !left.has(strategy.id) && strategy.applies(problem))];
}

/**
 * A strategy that breaks down loses its own finds alone; its tally says why.
 * @throws Cancelled; whatever broke, when every strategy did
 */
export async function attack(problem: AttackProblem, options: AttackOptions): Promise<Attack> {
  const used = sourcesFor(problem);
  const share = Math.ceil(options.queries / Math.max(1, used.length));
  const tallies: StrategyTally[] = [];
  const flaws: Flaw[] = [];
  const unsure: Flaw[] = [];
  const broken: unknown[] = [];
  let [inconclusiveCount, verified] = [0, 0];
  for (const [place, strategy] of used.entries()) {
    if (problem.task.cancelled()) throw new Cancelled();
    problem.task.report({ label: `Red team: ${strategy.title}`, done: place, total: used.length });
    const known = withFound(options.known, flaws, problem.space.features.length);
    const result = await strike(problem, strategy, share, known, options).catch((error: unknown) => {
      if (error instanceof Cancelled || broken.push(error) === used.length) throw error;
      return brokenDown(strategy, error);
    });
    tallies.push(result.tally);
    for (const flaw of result.flaws) flaws.push(flaw);
    for (const flaw of result.inconclusive) unsure.push(flaw);
    inconclusiveCount += result.inconclusiveCount;
    verified += result.verified;
  }
  return {
    tallies,
    flaws,
    inconclusive: unsure.slice(0, mostInconclusive),
    inconclusiveCount,
    verified,
    queries: tallies.reduce((sum, { queries }) => sum + queries, 0),
  };
}

function brokenDown({ id, distribution }: Source, error: unknown): Strike {
  const failed = error instanceof Error ? error.message : String(error);
  return {
    tally: { strategy: id, distribution, queries: 0, draws: 0, hits: 0, wouldBe: 0, failed },
    flaws: [],
    inconclusive: [],
    inconclusiveCount: 0,
    verified: 0,
  };
}

function withFound(known: Float64Array, flaws: readonly Flaw[], width: number): Float64Array {
  const all = new Float64Array(known.length + flaws.length * width);
  all.set(known);
  flaws.forEach(({ raw }, i) => all.set(raw, known.length + i * width));
  return all;
}

/** What one strategy brought home. */
interface Strike extends Pick<Attack, 'flaws' | 'inconclusive' | 'inconclusiveCount' | 'verified'> {
  readonly tally: StrategyTally;
}

async function strike(
  problem: AttackProblem,
  strategy: Source,
  share: number,
  known: Float64Array,
  { seed, iteration }: AttackOptions,
): Promise<Strike> {
  const own = Random.of(seed, 'strategy', strategy.id, iteration).state;
  const { raw, rows, queries } = await strategy.propose(problem, share, own, known);
  const seen = await verifyReachable(problem, raw, rows);
  const { scores, verdicts } = seen;
  let [wouldBe, verified] = [0, 0];
  for (let row = 0; row < rows; row++) {
    if (verdicts[row] !== 1) continue;
    verified++;
    if (scores.baseReward[row] > problem.floor) wouldBe++;
  }
  const unsure = unsureOf(seen, mostInconclusive, { strategy: strategy.id, iteration, problem });
  const flaws = flawsOf(seen, problem.floor, strategy.id, iteration, problem);
  const tally: StrategyTally = {
    strategy: strategy.id,
    distribution: strategy.distribution,
    queries,
    draws: rows,
    hits: flaws.length,
    wouldBe,
  };
  return { tally, flaws, inconclusive: unsure.first, inconclusiveCount: unsure.count, verified };
}
