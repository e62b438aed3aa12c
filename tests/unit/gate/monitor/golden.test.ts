/** The monitor against figures of an independent implementation. */
import { describe, expect, it } from 'vitest';
import { calibrateMonitor } from '../../../../src/gate/monitor/calibrate';
import { residualsOf } from '../../../../src/gate/monitor/command-model';
import { motionRows, OpenMotion } from '../../../../src/gate/monitor/motion-model';
import { frameAt } from '../../../../src/gate/monitor/series';
import { Monitor } from '../../../../src/gate/monitor/shares';
import { maximaOf, thetaOf } from '../../../../src/gate/monitor/theta';
import { commandModel, golden, motionModel, numberOf, seriesOf } from './golden';

const near = (value: number, wanted: number) => {
  if (Number.isFinite(wanted))
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(wanted)));
  else expect(value).toBe(wanted);
};
const { expected } = golden;
const calibration = calibrateMonitor(golden.calibrationEpisodes.map(seriesOf));
const maxima = maximaOf(calibration);
const { theta, order, supported } = thetaOf(maxima, golden.delta);

describe('series', () => {
  it.each([...[...golden.calibrationEpisodes, ...golden.tests].entries()])(
    'motion and residual of episode %i',
    (_, own) => {
      const y = Float64Array.from(own.x.flat(), (value) => value ?? NaN);
      const g = new OpenMotion(motionModel()).energies(motionRows(y, own.x.length, 2, [0, 1]));
      const actions = Float64Array.from(own.a.flat(), (value) => value ?? NaN);
      const r = residualsOf(commandModel(), { y, actions, rows: own.x.length });
      own.g.forEach((wanted, t) => near(g[t], numberOf(wanted)));
      own.r.forEach((wanted, t) => near(r[t], numberOf(wanted)));
    },
  );
});

describe('calibration', () => {
  it.each(['n', 'u', 'g', 'r'] as const)('place of %s', (name) => {
    const place = calibration.places[name];
    near(place?.median ?? NaN, expected.places[name][0]);
    near(place?.scale ?? NaN, expected.places[name][1]);
  });

  it('limits, peaks and θ', () => {
    expect(calibration.names).toEqual(Object.keys(expected.limits));
    calibration.limits.forEach((limit, s) => near(limit, expected.limits[calibration.names[s]]));
    maxima.forEach((peak, j) => near(peak, expected.episodePeaks[j]));
    expect(order).toBe(expected.order);
    near(theta, expected.theta);
    near(supported, expected.supported);
  });
});

describe('streams', () => {
  it.each(golden.tests)('$name', (stream) => {
    const { places, names, limits } = calibration;
    const monitor = new Monitor({ places, names, limits, theta });
    const series = seriesOf(stream);
    const interrupts: number[] = [];
    stream.frames.forEach(({ M, s, interrupt }, t) => {
      const { shares, most, interrupts: stopped } = monitor.step(frameAt(series, t));
      near(most, numberOf(M));
      names.forEach((name, i) => near(shares[i], numberOf(s[name])));
      expect(stopped).toBe(interrupt);
      if (stopped) interrupts.push(t);
    });
    expect(interrupts.at(0) ?? null).toBe(stream.firstInterrupt);
    expect(interrupts.length).toBe(stream.interrupts);
  });
});
