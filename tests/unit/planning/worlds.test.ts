/** Worlds against figures of their equations, and how a reward reads their frames. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { asDemonstrated, normalisedReturn, randomly, runEpisode } from '../../../src/planning/closed-loop';
import { layouts } from '../../../src/planning/maze/layouts';
import { inWall } from '../../../src/planning/maze/layout';
import { demonstrateMaze } from '../../../src/planning/maze/demonstrator';
import { readByPlace, readFrame, readingsOf } from '../../../src/planning/reading';
import { wrapped, type World } from '../../../src/planning/world';
import { cartPole } from '../../../src/planning/worlds/cart-pole';
import { pendulum } from '../../../src/planning/worlds/pendulum';
import { anglesAt, arm, handOf } from '../../../src/planning/worlds/arm';
import { pointMass } from '../../../src/planning/worlds/point-mass';
import { need } from './learned';
import { worldFeatures } from './world-demonstrations';

function stepped(world: World, state: number[], ...action: number[]): number[] {
  const next = Float64Array.from(state);
  world.step(next, 0, Float64Array.from(action), 0);
  return Array.from(next);
}

async function meanReturn(
  world: World,
  episodes: number,
  acts: (random: Random) => ReturnType<typeof randomly>,
): Promise<number> {
  const random = Random.of(5, world.id);
  let sum = 0;
  for (let i = 0; i < episodes; i++)
    sum += (await runEpisode(world, [], 1, world.start(random), acts(random))).trueReturn;
  return sum / episodes;
}

describe('worlds', () => {
  test('mazes are the layouts of the worked example', () => {
    const golden = JSON.parse(readFileSync('tests/golden/mazes.json', 'utf8')) as { layouts: unknown };
    expect(layouts).toEqual(golden.layouts);
  });

  test('cart-pole: a push from rest gives the accelerations of the textbook', () => {
    // (10 − .1·.5·θ̈·cos θ)/1.1 and so on at rest: ẍ = 9.7561 m/s², θ̈ = −14.6341 rad/s².
    const [x, speed, angle, rate] = stepped(cartPole, [0, 0, 0, 0], 1);
    expect([x, angle]).toEqual([0, 0]);
    expect(speed).toBeCloseTo(0.02 * 9.75609756, 8);
    expect(rate).toBeCloseTo(0.02 * -14.63414634, 8);
    expect(cartPole.ended(Float64Array.of(0, 0, 0.2096, 0), 0)).toBe(true);
    expect(cartPole.ended(Float64Array.of(2.39, 0, 0.2094, 0), 0)).toBe(false);
  });

  test('pendulum: gravity and torque turn it, speed and torque are limited, the reward is the textbook’s', () => {
    const [angle, speed] = stepped(pendulum, [Math.PI / 2, 0], 2);
    expect(speed).toBeCloseTo(0.05 * (15 + 6), 12);
    expect(angle).toBeCloseTo(Math.PI / 2 + 0.05 * speed, 12);
    expect(stepped(pendulum, [Math.PI / 2, 0], 5)).toEqual([angle, speed]);
    expect(stepped(pendulum, [0, 8], 2)[1]).toBe(8);
    expect(pendulum.reward(Float64Array.of(Math.PI / 2, 1), Float64Array.of(2), new Float64Array(2))).toBeCloseTo(
      -(Math.PI ** 2 / 4 + 0.1 + 0.004),
      12,
    );
  });

  test('point mass: walls stop it, and it slides along them', () => {
    const world = pointMass(layouts[0]);
    let state = Float64Array.of(-2.9, -1.5, 0, 0);
    for (let i = 0; i < 40; i++) state = Float64Array.from(stepped(world, Array.from(state), -6, 1));
    expect(inWall(layouts[0], state[0], state[1])).toBe(false);
    expect(state[0]).toBeGreaterThan(-3);
    expect(state[0]).toBeLessThan(-2.9);
    expect(state[1]).toBeGreaterThan(-1.5);
  });

  test.each([pendulum, cartPole, pointMass(layouts[0]), pointMass(layouts[3]), arm])(
    '$title: its demonstrator does the task, chance does not',
    async (world) => {
      const chance = await meanReturn(world, 6, (random) => randomly(world, random));
      const demonstrator = await meanReturn(world, 6, (random) => asDemonstrated(world, random));
      const [low, high] = { pendulum: [-400, -700], 'cart-pole': [400, 100], arm: [-20, -30] }[world.id] ?? [60, 5];
      expect(demonstrator).toBeGreaterThan(low);
      expect(chance).toBeLessThan(high);
    },
  );

  test('arm: without torque or friction nothing is won, and the hand goes where its angles say', () => {
    for (const [x, y] of [
      [0.6, 0.3],
      [-0.2, 0.5],
      [0.1, 0.85],
    ]) {
      handOf(...anglesAt(x, y)).forEach((value, axis) => expect(value).toBeCloseTo([x, y][axis], 12));
    }
    let state = [0.3, 1.2, 1.5, -2, 0, 0];
    for (let i = 0; i < 40; i++) state = stepped(arm, state, 0, 0);
    expect(Math.hypot(state[2], state[3])).toBeLessThan(3);
    expect(stepped(arm, [0.3, 1.2, 0, 0, 0, 0], 0, 0)).toEqual([0.3, 1.2, 0, 0, 0, 0]);
  });

  test('the project’s own demonstrator walks every layout without touching a wall, the same for the same seed', () => {
    for (const layout of layouts) {
      const made = demonstrateMaze(layout, 5, Random.of(3, 'maze'));
      expect(made?.rows.length).toBeGreaterThan(100);
      expect(made?.rows.some(([, , x, y]) => inWall(layout, x, y))).toBe(false);
      expect(demonstrateMaze(layout, 5, Random.of(3, 'maze'))).toEqual(made);
    }
  });
});

describe('what a reward reads of a world', () => {
  test('columns by name or place, rates by difference, angles the shorter way', () => {
    expect(readingsOf(cartPole, worldFeatures(cartPole, ['cart_velocity']))).toMatchObject({ ok: true });
    const strange = readingsOf(cartPole, worldFeatures(pendulum, []));
    expect(strange).toMatchObject({ ok: false, failure: { kind: 'no-features' } });
    const readings = [
      { column: 0, rate: false, angle: true },
      { column: 0, rate: true, angle: true },
      { column: 1, rate: true, angle: false },
    ];
    const out = new Float64Array(3);
    readFrame(readings, Float64Array.of(-3.1, 5), 0, Float64Array.of(3.1, 4), 0, 0.5, out, 0);
    expect(out[0]).toBe(-3.1);
    expect(out[1]).toBeCloseTo((2 * Math.PI - 6.2) / 0.5, 12);
    expect(out[2]).toBe(2);
    expect(wrapped(-Math.PI)).toBe(Math.PI);
  });

  test('nameless columns by place, where there are as many as the world observes, and that is said', () => {
    const nameless = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...worldFeatures(cartPole, [])[0], column: `obs_${at}` }));
    expect(need(readingsOf(cartPole, nameless(4))).map(({ column }) => column)).toEqual([0, 1, 2, 3]);
    expect(readByPlace(cartPole, nameless(4))?.[2]).toBe('obs_2 as pole_angle');
    expect(readByPlace(cartPole, worldFeatures(cartPole, []))).toBeNull();
    for (const count of [2, 3, 5]) expect(readingsOf(cartPole, nameless(count))).toMatchObject({ ok: false });
  });

  test('returns are 0 for chance and 1 for the demonstrator, with an interval about them', () => {
    const found = normalisedReturn([10, 30], 0, 20, Random.of(1, 'bootstrap'));
    expect(found.value).toBe(1);
    expect(found.low).toBe(0.5);
    expect(found.high).toBe(1.5);
  });
});
