import { describe, expect, test, vi } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import { layoutOf } from '../../../src/reward/families/mixture/initialise';
import { defaultSettings, type TrainingCheckpoint } from '../../../src/reward/families/mixture/training';
import { EvaluationJob } from '../../../src/training/evaluation/evaluation-job';
import { evaluate } from '../../../src/training/evaluation/evaluate';
import { Evaluator, type EvaluationLane } from '../../../src/training/evaluation/evaluator';
import { Lanes, type Piece } from '../../../src/training/evaluation/lanes';
import { prepareData } from '../../../src/training/prepared-data';

// Whichever device a browser offers: none.
vi.hoisted(() => vi.stubGlobal('navigator', {}));

const dims = 12;
const [episodes, frames] = [14, 60];
const seed = 1;
const settings = { ...defaultSettings, members: 2, hidden: 6, bottleneck: 3, experts: 2, seed };

function demonstrations(): Demonstrations {
  const random = Random.of(seed, 'evaluation test');
  const features = Array.from({ length: dims }, (_, f): Feature => {
    const name = `x${f}`;
    return { name, unit: '', role: 'continuous', column: name, group: 'observation', levels: [] };
  });
  const values: number[] = [];
  for (let episode = 0; episode < episodes; episode++) {
    const start = random.uniform(0, 6);
    for (let t = 0; t < frames; t++) {
      for (let d = 0; d < dims; d++) values.push(Math.sin(start + 0.1 * t + d) + 0.1 * random.normal());
    }
  }
  const starts = Uint32Array.from({ length: episodes + 1 }, (_, j) => j * frames);
  const rows = episodes * frames;
  return { features, rows, values: Float32Array.from(values), episodes: starts, timeStep: 0.1 };
}

/** A mixture as far as an evaluation asks for it. */
function checkpoint(member: number): TrainingCheckpoint {
  const random = Random.of(seed, 'member', member);
  const size = layoutOf(settings, dims).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
  const best = Float32Array.from({ length: size }, () => 0.3 * random.normal());
  return { member, settings, best, gateUse: [0.5, 0.5] } as unknown as TrainingCheckpoint;
}

type Method = (...given: unknown[]) => Promise<unknown>;

/** A lane whose every call goes through `around`. */
function wrapped(lane: EvaluationLane, around: (name: string, call: () => Promise<unknown>) => Promise<unknown>) {
  const methods = lane as unknown as Record<string, Method>;
  const method =
    (name: string): Method =>
    (...given) =>
      around(name, () => methods[name](...given));
  // A lane is no promise, though it answers to any name.
  return new Proxy(lane, {
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? method(name) : undefined),
  });
}

/** A lane that is slow now and then, so that pieces end in another order than they began. */
function unevenLane(label: string): EvaluationLane {
  const random = Random.of(seed, label);
  return wrapped(new Evaluator(), async (_, call) => {
    for (let wait = random.integer(20); wait > 0; wait--) await Promise.resolve();
    return call();
  });
}

async function evaluated(lanes: readonly EvaluationLane[], begun: (piece: Piece) => void = () => undefined) {
  const prepared = prepareData(demonstrations(), settings.members, seed);
  if (!prepared.ok) throw new Error(prepared.failure.message);
  const checkpoints = Array.from({ length: settings.members }, (_, k) => checkpoint(k));
  const evaluation = await evaluate(new EvaluationJob(prepared.value, checkpoints, seed, new Lanes(lanes, begun)));
  if (!evaluation.ok) throw new Error(evaluation.failure.message);
  return evaluation.value;
}

describe('an evaluation', { timeout: 60_000 }, () => {
  test('gives the same numbers to the last bit on three uneven lanes as on one', async () => {
    const one = await evaluated([new Evaluator()]);
    const three = await evaluated(['a', 'b', 'c'].map(unevenLane));
    expect(three).toEqual(one);
    expect(one.families.map(({ model }) => model.family)).toEqual(['mixture', 'gaussians', 'knn']);
    expect(
      one.families.every(({ outOfFold }) => outOfFold.every(({ energies }) => energies.every(Number.isFinite))),
    ).toBe(true);
  });

  test('keeps every lane at work, one piece at a time', async () => {
    const seen = [0, 1].map(() => ({ busy: 0, most: 0, pieces: 0 }));
    const lanes = seen.map((lane, i) =>
      wrapped(unevenLane(String(i)), async (name, call) => {
        if (name === 'begin' || name === 'learn') return call();
        lane.most = Math.max(lane.most, ++lane.busy);
        const answer = await call();
        lane.busy -= 1;
        lane.pieces += 1;
        return answer;
      }),
    );
    await evaluated(lanes);
    expect(seen.map(({ most }) => most)).toEqual([1, 1]);
    expect(Math.min(...seen.map(({ pieces }) => pieces))).toBeGreaterThan(10);
  });
});
