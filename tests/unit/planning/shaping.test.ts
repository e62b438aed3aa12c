/** Shaping by potentials over random decision processes: every state keeps its best actions (docs/methods.md 9). */
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { discounted, shapingOf } from '../../../src/planning/shaping';

const gamma = 0.9;

interface Process {
  readonly states: number;
  readonly actions: number;
  /** [states × actions × states] */
  readonly chances: Float64Array;
  /** [states × actions] */
  readonly rewards: Float64Array;
}

function randomProcess(random: Random): Process {
  const [states, actions] = [3 + random.integer(8), 2 + random.integer(3)];
  const chances = Float64Array.from({ length: states * actions * states }, () => random.next() ** 3);
  for (let row = 0; row < states * actions; row++) {
    const part = chances.subarray(row * states, (row + 1) * states);
    const sum = part.reduce((a, b) => a + b, 0);
    part.forEach((chance, i) => (part[i] = chance / sum));
  }
  return { states, actions, chances, rewards: Float64Array.from({ length: states * actions }, () => random.normal()) };
}

/** Q of the best policy, [states × actions]. */
function solve({ states, actions, chances, rewards }: Process): Float64Array {
  let values = new Float64Array(states);
  const q = new Float64Array(states * actions);
  for (let sweep = 0; sweep < 400; sweep++) {
    for (let pair = 0; pair < q.length; pair++) {
      let next = 0;
      for (let s = 0; s < states; s++) next += chances[pair * states + s] * values[s];
      q[pair] = rewards[pair] + gamma * next;
    }
    values = Float64Array.from({ length: states }, (_, s) => Math.max(...q.subarray(s * actions, (s + 1) * actions)));
  }
  return q;
}

function shaped(process: Process, potential: Float64Array): Process {
  const { states, actions, chances, rewards } = process;
  const changed = rewards.map((reward, pair) => {
    const state = Math.floor(pair / actions);
    let expected = 0;
    for (let s = 0; s < states; s++)
      expected += chances[pair * states + s] * shapingOf([potential[state], potential[s]], gamma, 'cut')[0];
    return reward + expected;
  });
  return { ...process, rewards: changed };
}

describe('potential-based shaping', () => {
  test('keeps the greedy policy of the task reward in every state, and lowers every Q by the potential', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = Random.of(seed, 'process');
      const process = randomProcess(random);
      const potential = Float64Array.from({ length: process.states }, () => 5 * random.normal());
      const [before, after] = [solve(process), solve(shaped(process, potential))];
      for (let state = 0; state < process.states; state++) {
        const row = (q: Float64Array) => Array.from(q.subarray(state * process.actions, (state + 1) * process.actions));
        expect(row(after).indexOf(Math.max(...row(after)))).toBe(row(before).indexOf(Math.max(...row(before))));
        row(after).forEach((q, a) => expect(q).toBeCloseTo(row(before)[a] - potential[state], 9));
      }
    }
  });

  test('a potential that changes in mid-episode adds the same to every way between two states', () => {
    const random = Random.of(1, 'episode');
    for (let i = 0; i < 50; i++) {
      const frames = 2 + random.integer(30);
      const release = random.integer(frames);
      const potentials = Float64Array.from({ length: frames + 1 }, (_, t) => (t < release ? 1 : 3) * random.normal());
      const added = discounted(shapingOf(potentials, gamma, 'cut'), gamma);
      expect(added).toBeCloseTo(gamma ** frames * potentials[frames] - potentials[0], 9);
      const ended = discounted(shapingOf(potentials, gamma, 'terminal'), gamma);
      expect(ended).toBeCloseTo(-potentials[0], 9);
    }
  });
});
