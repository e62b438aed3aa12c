/** What training makes of demonstrations for the monitor, and what stays of it in the store and in files. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { unwatched } from '../../../../src/basics/task';
import { monitorArrays, monitorDocument, monitorOf, unseenMotion } from '../../../../src/app/project/monitor-document';
import type { Demonstrations } from '../../../../src/demonstrations/demonstrations';
import { decideEpisode } from '../../../../src/gate/debounce';
import { gateMonitor, motionColumns } from '../../../../src/gate/monitor/gate-monitor';
import { monitorOutcome } from '../../../../src/gate/monitor/outcome';
import { uncalibrated } from '../../../../src/gate/thresholds';
import { openArtifact, packArtifact } from '../../../../src/release/artifact';
import { plainArithmetic } from '../../../../src/reward/families/arithmetic';
import { trainMonitor } from '../../../../src/training/monitor';
import { prepareData } from '../../../../src/training/prepared-data';
import { decideUnder, openGate } from '../../../../src/gate/open-gate';
import { featuresOf, randomInput } from '../../release/fixtures';
import { withMonitor } from '../../release/monitored';

const [episodes, frames] = [30, 40];
const features = featuresOf(['continuous', 'continuous', 'continuous', 'continuous']);

/** A circle, a column that never varies and one that changes in three episodes. */
function demonstrations(): Demonstrations {
  const random = Random.of(5, 'trained');
  const values = new Float32Array(episodes * frames * 4);
  for (let j = 0; j < episodes; j++) {
    const start = 6 * random.next();
    for (let t = 0; t < frames; t++) {
      const [x, y] = [Math.cos(start + 0.1 * t), Math.sin(start + 0.1 * t)].map((v) => v + 0.02 * random.normal());
      values.set([x, y, 7, j < 3 && t > 20 ? 1 : 0], 4 * (j * frames + t));
    }
  }
  const starts = Uint32Array.from({ length: episodes + 1 }, (_, j) => j * frames);
  return { features, rows: episodes * frames, values, episodes: starts, timeStep: 1 };
}

async function trained() {
  const prepared = prepareData(demonstrations(), 3, 1);
  if (!prepared.ok) throw new Error(prepared.failure.message);
  const monitor = await trainMonitor(prepared.value, 3, 1, unwatched, plainArithmetic);
  if (monitor === null) throw new Error('nothing varies');
  const folds = prepared.value.split.segments.filter(({ part }) => typeof part === 'number');
  const random = Random.of(2, 'folds');
  const outOfFold = folds.map(({ episode, part, start, end }) => ({
    episode,
    member: part as number,
    energies: Float64Array.from({ length: end - start }, () => random.normal()),
    uncertainties: Float64Array.from({ length: end - start }, () => random.next()),
    ...monitor.unseen.get(start),
  }));
  return { prepared: prepared.value, monitor, outOfFold };
}

describe('a monitor from demonstrations', () => {
  it('reads the columns that vary, watches those that change in half of the episodes, and knows the constant ones', async () => {
    const { monitor } = await trained();
    expect(monitor.models.used).toEqual([0, 1, 3]);
    expect(monitor.models.watched).toEqual([0, 1]);
    expect(monitor.models.constants).toEqual([{ column: 2, value: 7 }]);
    expect(monitor.models.motion.length).toBe(3);
    expect((await trained()).monitor).toEqual(monitor);
  });

  it('is set by the dial without being calibrated again, and only from ten episodes on', async () => {
    const { monitor, outOfFold } = await trained();
    const [strict, loose] = [0.3, 0.05].map((dial) => gateMonitor(features, monitor.models, outOfFold, dial));
    expect(strict?.calibration).toBe(loose?.calibration);
    expect(strict?.theta).toBeLessThanOrEqual(loose?.theta ?? NaN);
    expect(strict && monitorOutcome(strict, 0.3).unseen).toBeLessThanOrEqual(0.3);
    expect(gateMonitor(features, monitor.models, outOfFold.slice(0, 9), 0.05)).toBeNull();
    expect(gateMonitor(features, monitor.models, outOfFold, 0)).toBeNull();
    expect(gateMonitor(features, null, outOfFold, 0.05)).toBeNull();
  });

  it('interrupts a recording that runs backwards, and one whose constant column moved', async () => {
    const { prepared, monitor, outOfFold } = await trained();
    const by = gateMonitor(features, monitor.models, outOfFold, 0.1);
    if (by === null) throw new Error('nothing decides');
    const { values } = prepared.demonstrations;
    const own = values.slice(160 * 4, 200 * 4);
    const backward = Float32Array.from(own, (_, i) => own[(frames - 1 - Math.floor(i / 4)) * 4 + (i % 4)]);
    const shifted = own.map((value, i) => (i % 4 === 2 && i > 80 ? 7.5 : value));
    const said = (raw: Float32Array) => {
      const still = (value: number) => new Float64Array(frames).fill(value);
      const scores = {
        score: still(1),
        distanceRatio: still(0.5),
        energy: still(0),
        suppression: still(0),
        raise: still(0),
      };
      const followed = { by, ...motionColumns(by, raw, Uint32Array.of(0, frames)) };
      return decideEpisode({ rows: frames, raw, ...scores, followed }, 0, frames, { ...uncalibrated, dial: 0.1 });
    };
    const reasons = (raw: Float32Array) => new Set(said(raw).flatMap((one) => one.reasons.map(({ reason }) => reason)));
    expect([...reasons(own)]).toEqual([]);
    expect([...reasons(backward)]).toEqual(['unlike']);
    expect([...reasons(shifted)]).toEqual(['moved']);
    expect(said(shifted).at(-1)?.reasons[0].text).toContain('continuous_2 never varied');
  });
});

describe('a monitor that was kept', () => {
  it('is the same in the store', async () => {
    const { monitor, outOfFold } = await trained();
    const arrays = monitorArrays(monitor.models, outOfFold);
    expect(monitorOf(monitorDocument(monitor.models), arrays)).toEqual(monitor.models);
    let at = 0;
    for (const { motion, runs, energies } of outOfFold) {
      expect(unseenMotion(arrays, 2, at, (at += energies.length))).toEqual({ motion, runs });
    }
    expect(monitorOf(null, {})).toBeNull();
  });

  it('is the same in a file, which is refused where its limits are not those of its models', async () => {
    const watched = await withMonitor({ ...randomInput(), norms: [], patches: [], cells: null });
    const input = { ...watched, decide: decideUnder(openGate(watched, null)) };
    const packed = await packArtifact(input);
    if (!packed.ok) throw new Error(packed.failure.cause);
    const opened = await openArtifact(packed.value.bytes);
    if (!opened.ok) throw new Error(opened.failure.cause);
    expect(opened.value.monitor).toEqual(watched.monitor);
    expect(opened.value.outOfFold).toEqual(watched.outOfFold);
    const again = openGate(opened.value, null).monitor;
    expect(again?.theta).toBe(openGate(watched, null).monitor?.theta);
  });
});
