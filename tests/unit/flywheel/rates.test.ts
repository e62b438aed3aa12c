/** An audit draws base columns; rates are those of good points, or the worst ones (docs/methods.md 4). */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { baseInputs } from '../../../src/demonstrations/motion/rate';
import { attack } from '../../../src/flywheel/attack';
import { defaultAudit } from '../../../src/flywheel/default-audit';
import { drawnFeatures, drawnInputs, filledFeatures } from '../../../src/flywheel/rates/drawn';
import { verifyReachable } from '../../../src/flywheel/rates/reachable';
import { settle } from '../../../src/flywheel/rates/settle';
import { namedDistributions, strategies } from '../../../src/flywheel/red-team';
import { kernels } from '../../../src/flywheel/refinement/kernels';
import { halfSpace } from '../../../src/flywheel/refinement/half-space';
import type { AttackProblem, RepairContext } from '../../../src/flywheel/types';
import { flawsOf, verify } from '../../../src/flywheel/verifier';
import { cellBoxes } from '../../../src/gate/cells/cell-boxes';
import { cellsOf, count, gapAt, openCells } from '../../../src/gate/cells/audit-gap';
import { cellsOf as readCells, writeCells } from '../../../src/gate/document/placed';
import type { Norm } from '../../../src/norms/norm';
import type { InputPatch } from '../../../src/reward/types';
import { feature, smallProblem } from './red-team/small-problem';

const rate = (of: string): Feature => ({ ...feature(`${of}_rate`, 'derived'), of, per: 'frame', step: 1, hold: 1 });
const features = [feature('x'), rate('x'), feature('y'), feature('z'), rate('z')];
/** Good points along x, whose rate falls as x grows; z stands still, but for a few frames. */
const random = Random.of(1, 'moving');
const good = Array.from({ length: 256 }, (_, row) => {
  const x = row / 64 - 2;
  return [x, -x, 0.1 * random.normal(), 0.2 * random.normal(), row % 8 === 4 ? 1 : 0];
}).flat();
const fence: Norm = { id: 'fence', type: 'range', features: [2], min: [-1], max: [0.3] };
const speed: Norm = { id: 'speed', type: 'range', features: [4], min: [-5], max: [0.5] };

/** Full where z moves and x stands, wherever that is: nothing that the nearest good points show. */
const reward = (row: readonly number[]): number =>
  Math.exp(-4 * (Math.abs(row[4] - 1) + 0.2 * Math.abs(row[1] - row[0])));
const problem = smallProblem({ features, raw: good, norms: [fence], reward });

function byId<T extends { readonly id: string }>(list: readonly T[], id: T['id']): T {
  const found = list.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

function rowsOf(values: ArrayLike<number>): number[][] {
  return Array.from({ length: values.length / 5 }, (_, row) =>
    Array.from({ length: 5 }, (_, f) => values[row * 5 + f]),
  );
}

describe('what is drawn', () => {
  it('is base columns, and rates that a severe norm asks about', () => {
    expect([drawnFeatures(problem), filledFeatures(problem)]).toEqual([
      [0, 2, 3],
      [1, 4],
    ]);
    expect(drawnInputs(problem)).toEqual([0, 2, 3]);
    expect(filledFeatures(smallProblem({ features, raw: good, norms: [speed] }))).toEqual([1]);
    const mild = smallProblem({ features, raw: good, norms: [{ ...speed, severity: 0.3 }] });
    expect(filledFeatures(mild)).toEqual([1, 4]);
    const named: Norm = { id: 'named', type: 'predicate', expression: 'x_rate < 1.0' };
    expect(filledFeatures(smallProblem({ features, raw: good, norms: [named] }))).toEqual([4]);
    const states = smallProblem({
      features: features.map((own) => ({ ...own, of: undefined })),
      raw: good,
      norms: [fence],
    });
    expect(filledFeatures(states)).toEqual([]);
  });

  it('is what strategies move: a lattice of three columns, sweeps and the ladder leave rates alone', async () => {
    expect(byId(strategies, 'lattice').applies(problem)).toBe(true);
    const { raw } = await byId(strategies, 'sweeps').propose(problem, 200, 1, new Float64Array(0));
    const held = new Set(rowsOf(problem.basin.points.raw).map((row) => `${row[1]} ${row[4]}`));
    for (const row of rowsOf(raw)) expect(held.has(`${row[1]} ${row[4]}`)).toBe(true);
    const tube = byId(namedDistributions, 'tube').draw(problem, 200, 1);
    const x = problem.points(tube, 200).x;
    const goods = problem.basin.points.x;
    for (let row = 0; row < 200; row++) {
      const near = Array.from({ length: 256 }, (_, at) => ({
        rates: Math.hypot(x[row * 5 + 1] - goods[at * 5 + 1], x[row * 5 + 4] - goods[at * 5 + 4]),
        places: Math.hypot(...[0, 2, 3].map((d) => x[row * 5 + d] - goods[at * 5 + d])),
      }));
      expect(near.some(({ rates, places }) => rates < 1e-9 && places < 1.5 * 0.5 + 1e-9)).toBe(true);
    }
  });
});

describe('rates that are filled in', () => {
  const places = [0.4, 99, 0.9, 0, 99, -1.2, 99, 0, 0.1, -99, 1.5, 0, 0.8, -0.2, 0];
  const raw = Float64Array.from(places);

  it('are those of the nearest good point where the place is harmless', async () => {
    const seen = await verifyReachable(problem, raw, 3);
    expect(Array.from(seen.verdicts)).toEqual([1, 0, 1]);
    const x = problem.points(raw, 3).x;
    const distance = (at: number) => Math.hypot(...[0, 2, 3].map((d) => x[5 + d] - problem.basin.points.x[at * 5 + d]));
    const nearest = Array.from({ length: 256 }, (_, at) => at).reduce((a, b) => (distance(b) < distance(a) ? b : a));
    const own = rowsOf(problem.basin.points.raw)[nearest];
    expect(rowsOf(seen.points.raw)[1]).toEqual([-1.2, own[1], 0, 0.1, own[4]]);
  });

  it('make a flaw of what only other rates reward, and say with which', async () => {
    const near = await verify(problem, Float64Array.of(0.4, -0.4, 0.9, 0, 0), 1);
    expect(near.scores.score[0]).toBeLessThan(0.05);
    const seen = await verifyReachable(problem, raw, 3);
    const [flaw] = flawsOf(seen, problem.floor, 'box', 1, problem);
    expect(flaw).toMatchObject({ norm: 'fence', margin: expect.closeTo(-0.6, 6) });
    expect(flaw.raw.map((value, f) => (f === 1 ? 0 : value))).toEqual(
      [0.4, 0, 0.9, 0, 1].map((v) => expect.closeTo(v, 6)),
    );
    expect(flaw.score).toBeGreaterThan(0.5);
  });

  it('depend on what was drawn alone: not on the rates, nor on the other rows', async () => {
    const whole = await verifyReachable(problem, raw, 3);
    const other = raw.map((value, at) => (at % 5 === 1 || at % 5 === 4 ? 7 - at : value));
    expect(await verifyReachable(problem, other, 3)).toEqual(whole);
    const last = await verifyReachable(problem, raw.slice(10), 1);
    expect(rowsOf(last.points.raw)[0]).toEqual(rowsOf(whole.points.raw)[2]);
    expect(last.scores.score[0]).toBe(whole.scores.score[2]);
  });

  it('are left as they come where there are none to fill in', async () => {
    const asked = smallProblem({
      features,
      raw: good,
      norms: [speed, { ...speed, id: 'slow', features: [1] }],
      reward,
    });
    expect(await verifyReachable(asked, raw, 3)).toEqual(await verify(asked, raw, 3));
  });

  it('let draws of the box find such flaws, and count one draw a place', async () => {
    const options = { queries: 2000, seed: 1, iteration: 1, known: new Float64Array(0) };
    const { tallies, flaws } = await attack(problem, options);
    const box = tallies.find(({ strategy }) => strategy === 'box');
    expect(box?.hits).toBeGreaterThan(20);
    expect(box?.draws).toBe(box?.queries);
    // Every one of them is at rates that a good point shows, or a slope led to inside the box.
    for (const { raw: row } of flaws) {
      expect(row[4]).toBeGreaterThan(0.5);
      row.forEach((value, f) => {
        expect(value).toBeGreaterThanOrEqual(problem.box.low[f]);
        expect(value).toBeLessThanOrEqual(problem.box.high[f]);
      });
    }
  });

  it('follow the slope from the best good point on, with the other inputs fixed', async () => {
    const bowl = (x: Float64Array, rows: number) => {
      const at = (row: number, d: number) => x[row * 3 + d] - [0, 0.7, -5][d];
      return Promise.resolve({
        values: Float64Array.from({ length: rows }, (_, row) => at(row, 0) ** 2 + at(row, 1) ** 2 + at(row, 2) ** 2),
        gradients: Float64Array.from({ length: rows * 3 }, (_, i) => 2 * at(Math.floor(i / 3), i % 3)),
      });
    };
    const box = { low: Float64Array.of(-2, -2, -2), high: Float64Array.of(2, 2, 2) };
    const x = Float64Array.of(1, 0, 0, 1, 0, 0, -1, -2, 1.9);
    const before = await bowl(x, 3);
    await settle(bowl, x, [1, 2], box);
    const after = await bowl(x, 3);
    after.values.forEach((value, row) => expect(value).toBeLessThan(before.values[row]));
    expect([x[0], x[3], x[6]]).toEqual([1, 1, -1]);
    expect(x.slice(0, 3)).toEqual(x.slice(3, 6));
    expect(Math.min(...x)).toBeGreaterThanOrEqual(-2);
    expect(Math.abs(x[1] - 0.7)).toBeLessThan(0.3);
  });
});

describe('repair', () => {
  it.each([kernels, halfSpace])('$id reads what is drawn, so that no rate opens the place again', async (refiner) => {
    const raw = Float64Array.of(0.4, 0, 0.9, 0, 0);
    const seen = await verifyReachable(problem, raw, 1);
    const flaws = flawsOf(seen, problem.floor, 'box', 1, problem);
    let id = 0;
    const context: RepairContext = {
      ...{ problem, flaws, at: seen.points, patches: [], iteration: 1, modelId: 'm' },
      settings: defaultAudit,
      known: raw,
      meter: { measure: () => ({ epsilon: 0.05, limit: 0.1, certified: 0, maxRewardLost: 0, over: 0, covers: true }) },
      newId: () => `${id++}`,
    };
    const patches = (await refiner.propose(context)) as InputPatch[];
    expect(patches.length).toBeGreaterThan(0);
    for (const { features: inputs, center, gate } of patches) {
      expect([inputs, center.length]).toEqual([[0, 2, 3], 3]);
      if (gate?.type === 'half-space') expect([gate.normal.length, gate.origin.length]).toEqual([3, 3]);
    }
  });
});

describe('cells over base columns', () => {
  const { x, rows } = problem.basin.points;
  const base = baseInputs(features);
  const cells = openCells(Float32Array.from(x), 5, 1, base);
  const picked = Float32Array.from(rowsOf(x).flatMap((row) => base.map((d) => row[d])));

  it('are those of the base columns alone: rates move nothing into another', () => {
    expect(cells).toMatchObject({ dims: 5, inputs: [0, 2, 3] });
    expect(cells.centroids).toEqual(openCells(picked, 3, 1).centroids);
    const moved = Float64Array.from(x, (value, at) => (at % 5 === 1 || at % 5 === 4 ? value + 3 : value));
    expect(cellsOf(cells, moved, rows)).toEqual(cellsOf(cells, x, rows));
    expect(cellsOf(cells, x, rows)).toEqual(cellsOf(openCells(picked, 3, 1), picked, rows));
    expect(cellsOf(cells, moved.fill(NaN, 1, 2), 1)[0]).toBe(-1);
    const counted = count(cells, x, rows, new Uint8Array(rows));
    expect(counted.draws.reduce((a, b) => a + b)).toBe(rows);
    expect(gapAt(counted, x, 1)[0]).toBeLessThan(1);
    expect('inputs' in openCells(picked, 3, 1, [0, 1, 2])).toBe(false);
  });

  it('have boxes in all inputs, and are written and read back', () => {
    const boxes = cellBoxes(cells, x, rows, 0.3);
    expect([boxes.dims, boxes.low.length]).toEqual([5, 5 * cells.draws.length]);
    cellsOf(cells, x, rows).forEach((cell, row) => {
      for (let d = 0; d < 5; d++) {
        expect(boxes.low[cell * 5 + d]).toBeLessThanOrEqual(x[row * 5 + d]);
        expect(boxes.high[cell * 5 + d]).toBeGreaterThanOrEqual(x[row * 5 + d]);
      }
    });
    expect(readCells(writeCells(cells), 5)).toEqual(cells);
    expect(() => readCells(writeCells(cells), 3)).toThrow('an input that is not there');
  });
});

it('a reward without rates is attacked as before', async () => {
  const plain: AttackProblem = smallProblem({ features: [feature('x'), feature('y')], raw: [0, 0, 1, 1, 2, 0.5] });
  const raw = Float64Array.of(5, 5, 0, 0);
  expect(await verifyReachable(plain, raw, 2)).toEqual(await verify(plain, raw, 2));
});
