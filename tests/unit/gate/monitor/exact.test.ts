/** What must hold of the monitor exactly, whatever the data (docs/methods.md 5). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { calibrateMonitor, type MonitorCalibration } from '../../../../src/gate/monitor/calibrate';
import { frameAt, type MonitorSeries } from '../../../../src/gate/monitor/series';
import { Monitor, sharesOf } from '../../../../src/gate/monitor/shares';
import { maximaOf, rateRange, redCause, thetaOf } from '../../../../src/gate/monitor/theta';

/** Episodes that are exchangeable: each series wanders about a level of its episode. */
function episode(random: Random, frames: number, stretch = 1): MonitorSeries {
  const series = () => {
    const level = 0.4 * random.normal();
    let before = 0;
    return Float64Array.from({ length: frames }, () => {
      before = 0.8 * before + 0.6 * random.normal();
      return level + stretch * before;
    });
  };
  return { n: series(), u: series().map((value) => Math.abs(value)), g: series(), run: new Uint32Array(frames) };
}

function monitorOf(calibration: MonitorCalibration, dial: number): Monitor {
  return new Monitor({ ...calibration, theta: thetaOf(maximaOf(calibration), dial).theta });
}

function interrupted(monitor: Monitor, series: MonitorSeries): boolean {
  monitor.reset();
  return Array.from(series.n.keys()).some((t) => monitor.step(frameAt(series, t)).interrupts);
}

const random = Random.of(1, 'exact');
const some = calibrateMonitor(Array.from({ length: 24 }, () => episode(random, 30)));

describe('the monitor', () => {
  it.each(['n', 'u', 'g', 'r'] as const)('never allows where %s is not a number', (name) => {
    const commanded = Array.from({ length: 12 }, () => ({ ...episode(random, 30), r: episode(random, 30).n }));
    const monitor = monitorOf(calibrateMonitor(commanded), 0.5);
    for (const value of [NaN, Infinity, -Infinity]) {
      monitor.reset();
      for (let t = 0; t < 10; t++) {
        const frame = frameAt(commanded[0], t);
        const { interrupts, most } = monitor.step(t === 5 ? { ...frame, [name]: value } : frame);
        if (t === 5) expect(interrupts).toBe(true);
        if (t === 5) expect(most).toBeNaN();
        if (t === 4) expect(most).not.toBeNaN();
      }
    }
  });

  it('has a θ that never rises with the dial', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 2, maxLength: 60 }), (values) => {
        const maxima = Float64Array.from(values);
        let last = Infinity;
        for (let dial = 0.01; dial < 1; dial += 0.01) {
          const { theta } = thetaOf(maxima, dial);
          expect(theta).toBeLessThanOrEqual(last);
          last = theta;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never has a lower M for one statistic more at the same θ', () => {
    const { names, limits, places } = some;
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 }), (values) => {
        const all = sharesOf({ names, limits, places, theta: 1.5 }, Float64Array.from([...values, 0]));
        for (let kept = 1; kept < 5; kept++) {
          const fewer = { names: names.slice(0, kept), limits: limits.slice(0, kept), places, theta: 1.5 };
          const { most, interrupts } = sharesOf(fewer, Float64Array.from([...values, 0].slice(0, kept)));
          expect(Number.isNaN(all.most) || all.most >= most).toBe(true);
          expect(all.interrupts || !interrupts).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('interrupts no less when one value of a frame is worse', () => {
    const { names, limits, places } = some;
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 5, maxLength: 5 }),
        fc.nat(4),
        fc.oneof(fc.double({ min: 0, max: 9, noNaN: true }), fc.constant(NaN)),
        (values, at, worse) => {
          const set = { names, limits, places, theta: 2 };
          const before = sharesOf(set, Float64Array.from(values));
          const after = sharesOf(
            set,
            Float64Array.from(values, (value, i) => (i === at ? value + worse : value)),
          );
          expect(after.interrupts || !before.interrupts).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('θ', () => {
  it('leaves other statistics able where one is extreme in 7 % of the episodes, or is red with its cause', () => {
    const spoilt = Array.from({ length: 100 }, (_, j) => {
      const own = episode(random, 30);
      return j < 7 ? { ...own, run: own.run.map((_, t) => t * 40) } : own;
    });
    const calibration = calibrateMonitor(spoilt);
    expect(thetaOf(maximaOf(calibration), 0.05).theta).toBeLessThanOrEqual(4);
    // What has no limit of its own height switches the others off, and is told.
    const waves = Array.from({ length: 100 }, (_, j) => {
      const own = episode(random, 30);
      return j < 7 ? { ...own, g: own.g.map((value) => value + 60) } : own;
    });
    const red = redCause(calibrateMonitor(waves), 0.05);
    expect(red?.statistic).toMatch(/^(g-sum|motion)$/);
    expect(red?.episodes).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(red?.without).toBeLessThanOrEqual(4);
    expect(redCause(some, 0.05)).toBeNull();
  });

  it.each([20, 40, 100])(
    'keeps its promise on average over 200 calibrations of %i episodes',
    (count) => {
      const dial = 0.05;
      let hits = 0;
      const draws = Random.of(count, 'promise');
      for (let calibration = 0; calibration < 200; calibration++) {
        const found = calibrateMonitor(Array.from({ length: count }, () => episode(draws, 12)));
        const monitor = monitorOf(found, dial);
        for (let fresh = 0; fresh < 20; fresh++) if (interrupted(monitor, episode(draws, 12))) hits++;
      }
      expect(hits / 4000).toBeLessThanOrEqual(dial + 0.02);
      expect(hits / 4000).toBeGreaterThan(0.01);
    },
    60_000,
  );

  it('has the 90 % range of one gate of 40 episodes that the text says', () => {
    const { low, high } = rateRange(40, 39);
    expect(low).toBeCloseTo(0.009, 3);
    expect(high).toBeCloseTo(0.111, 2);
  });
});
