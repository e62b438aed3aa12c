/** Fitting the models of the monitor: motion mixture, command regression, single frames (docs/methods.md 5). */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { auroc } from '../../../../src/basics/statistics';
import { unwatched } from '../../../../src/basics/task';
import { frameAmount, setFrameDial } from '../../../../src/gate/monitor/by-frame';
import { fitCommands, residualsOf, type Commanded } from '../../../../src/gate/monitor/command-model';
import { componentsFor, fitMotion, motionRows, OpenMotion } from '../../../../src/gate/monitor/motion-model';

const random = Random.of(3, 'models');

/** A point on a circle, turning one way. */
function circle(frames: number, width = 2): Float64Array {
  const start = 6 * random.next();
  return Float64Array.from({ length: frames * width }, (_, i) => {
    const [t, d] = [Math.floor(i / width), i % width];
    return Math.cos(start + 0.1 * t - (d * Math.PI) / 2) + 0.01 * random.normal();
  });
}

describe('motion energy', () => {
  it('tells a recording from itself run backwards, and is the same for the same seed', async () => {
    const rows = Float64Array.from(Array.from({ length: 10 }, () => [...motionRows(circle(60), 60, 2, [0, 1])]).flat());
    const model = await fitMotion(rows, 4, 600, Random.of(1, 'fit'), unwatched);
    expect(model).toEqual(await fitMotion(rows, 4, 600, Random.of(1, 'fit'), unwatched));
    expect(model.mixture.components).toBe(componentsFor(600, 4));
    const forward = circle(80);
    const backward = Float64Array.from(forward, (_, i) => forward[(79 - Math.floor(i / 2)) * 2 + (i % 2)]);
    const energy = (y: Float64Array) => new OpenMotion(model).energies(motionRows(y, 80, 2, [0, 1])).subarray(1);
    expect(auroc(energy(backward), energy(forward))).toBeGreaterThan(0.99);
  });

  it('keeps to 60 principal axes where columns are many', async () => {
    const rows = Float64Array.from(
      Array.from({ length: 5 }, () => [...motionRows(circle(80, 40), 80, 40, [...Array(40).keys()])]).flat(),
    );
    const model = await fitMotion(rows, 80, 400, Random.of(1, 'fit'), unwatched);
    expect(model.axes?.length).toBe(60 * 80);
    expect(model.mixture.dims).toBe(60);
    const odd = rows.slice(0, 80).fill(NaN, 5, 6);
    const both = Float64Array.from([...odd, ...rows.subarray(0, 80)]);
    const [first, second] = new OpenMotion(model).energies(both);
    expect(first).toBeNaN();
    expect(second).toBe(new OpenMotion(model).energies(rows.slice(0, 80))[0]);
  });

  it.each([
    [100, 4, 1],
    [400, 4, 5],
    [99_999, 4, 8],
    [10, 100, 1],
  ])('has as many components as %i frames of %i columns carry', (frames, columns, count) => {
    expect(componentsFor(frames, columns)).toBe(count);
  });
});

/** A mass that is pushed: where it goes follows from the command. */
function pushed(frames: number, weak = 1): Commanded {
  const [y, actions] = [new Float64Array(2 * frames), new Float64Array(frames)];
  let [place, speed] = [random.normal(), 0];
  for (let t = 0; t < frames; t++) {
    y.set([place, speed], 2 * t);
    actions[t] = -place - speed + 0.5 * random.normal();
    speed += 0.1 * weak * actions[t] + 0.002 * random.normal();
    place += 0.1 * speed + 0.002 * random.normal();
  }
  return { y, actions, rows: frames };
}

describe('residual of the command', () => {
  const scale = {
    mean: Float64Array.of(0, 0),
    std: Float64Array.of(1, 1),
    actionMean: Float64Array.of(0),
    actionStd: Float64Array.of(1),
  };

  it('is small where the command is followed and large where it is not', () => {
    const model = fitCommands(
      Array.from({ length: 10 }, () => pushed(50)),
      scale,
      [0, 1],
    );
    if (model === null) throw new Error('nothing was fitted');
    const residuals = (own: Commanded) => residualsOf(model, own).subarray(2);
    expect(auroc(residuals(pushed(200, 0)), residuals(pushed(200)))).toBeGreaterThan(0.9);
    expect(residualsOf(model, pushed(3)).subarray(0, 2)).toEqual(Float64Array.of(0, 0));
    expect(fitCommands([pushed(2)], scale, [0, 1])).toBeNull();
  });
});

describe('the dial of single frames', () => {
  it('interrupts at most the share of frames that it is set to, an episode counting once', () => {
    const episode = (frames: number) => [Float64Array.from({ length: frames }, () => Math.abs(random.normal()))];
    let over = 0;
    for (let draw = 0; draw < 200; draw++) {
      const dial = setFrameDial(
        Array.from({ length: 30 }, () => episode(1 + random.integer(20))),
        0.1,
      );
      for (const value of episode(50)[0]) if (!(frameAmount(dial.units, [value]) <= dial.tau)) over++;
    }
    expect(over / 10_000).toBeLessThanOrEqual(0.11);
    expect(over / 10_000).toBeGreaterThan(0.05);
    expect(setFrameDial([episode(3), episode(3)], 0.1).tau).toBe(Infinity);
    expect(frameAmount([{ median: 0, q95: 1 }], [NaN])).toBeNaN();
  });
});
