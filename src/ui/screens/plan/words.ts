/** What the Plan screen says of what it found. */
import type { LoopAnswer, MazeAnswer, MazeRoute } from '../../../app/types';
import { number, percent } from '../../kit/format';

/** What became of one route, as the end of a sentence. */
export function routeWords({ outcome, path, bumps }: MazeRoute): string {
  const moves = Math.max(0, path.length / 2 - 1);
  if (outcome === 'reached') return `reaches the goal in ${moves} moves`;
  if (outcome === 'stuck') return 'runs into a wall that it does not believe in, and is stuck there';
  return `has not reached the goal after ${moves} moves and ${bumps} bumps`;
}

/** The answer of a maze. @param patches that are on */
export function mazeSentence({ before, after }: MazeAnswer, patches: number): string {
  if (patches === 0) return `A planner that optimises this reward ${routeWords(before)}.`;
  const changed = before.outcome !== after.outcome || before.path.join() !== after.path.join();
  if (!changed) return `With its patches or without, a planner that optimises this reward ${routeWords(after)}.`;
  return `With its patches, a planner that optimises this reward ${routeWords(after)}; without them it ${routeWords(before)}.`;
}

/** Share of what the demonstrator gets over chance, for people; what is below chance says so. */
export function normalisedWords(value: number): string {
  return value < 0 ? 'less than chance' : percent(value, 0);
}

/** Where the true return says that the task is done. */
const good = 0.8;
const poor = 0.5;
/** A policy claims as much as the demonstrator from this share of its score on. */
const asMuch = 0.9;

/** Below this mean score of the world’s own demonstrator the reward is about something else. */
const foreign = 0.1;

/** The answer of a closed loop. */
export function loopSentence({ normalised, starts, demonstratorClaim }: LoopAnswer): string {
  const range = `${normalisedWords(normalised.low)} to ${normalisedWords(normalised.high)}`;
  const reached = `A planner that optimises this reward gets ${normalisedWords(normalised.value)} of what the demonstrator gets over chance (${range}, ${starts.length} starts).`;
  if (demonstratorClaim < foreign) {
    return `${reached} But the reward scores this world’s own demonstrator ${number(demonstratorClaim)}: it was learned from something else.`;
  }
  if (normalised.low >= good) return `${reached} Here the reward leads to the task.`;
  if (normalised.value >= good)
    return `${reached} Here the reward leads to the task from most starts; more starts would tell.`;
  return `${reached} ${normalised.value < poor ? 'Here the reward does not lead to the task.' : 'Here the reward leads to the task in part.'} ${partedWords(starts, demonstratorClaim)}`.trim();
}

/** Where score and truth part: a start whose score is as high as the demonstrator's and whose true return is poor. */
function partedWords(starts: LoopAnswer['starts'], demonstratorClaim: number): string {
  const parted = starts.filter(({ normalised, claim }) => normalised < poor && claim >= asMuch * demonstratorClaim);
  if (parted.length === 0) return 'The score says so, too: it is lower than on demonstrations.';
  const [worst] = [...parted].sort((a, b) => a.normalised - b.normalised);
  return `In ${parted.length} of ${starts.length} starts the score does not tell: one scores ${number(worst.claim)} and returns ${number(worst.trueReturn)}.`;
}
