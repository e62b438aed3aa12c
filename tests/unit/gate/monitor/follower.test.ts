/** Frames that are followed one by one, with gaps and clocks (docs/methods.md 5). */
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../../src/demonstrations/demonstrations';
import { Follower, type Followed, type MonitorColumns } from '../../../../src/gate/monitor/follower';
import { residualsOf } from '../../../../src/gate/monitor/command-model';
import { motionRows } from '../../../../src/gate/monitor/motion-model';
import { runLengths } from '../../../../src/gate/monitor/series';
import { commandModel, golden } from './golden';

const feature = (name: string): Feature => ({
  name,
  unit: '',
  role: 'continuous',
  column: name,
  group: 'observation',
  levels: [],
});
const columns: MonitorColumns = {
  features: [feature('a'), feature('b')],
  used: [0, 1],
  watched: [0, 1],
  constants: [],
  clock: null,
  commands: [commandModel()],
};
const { x, a } = golden.calibrationEpisodes[0];
const frames = x.length;

function followed(follower: Follower, rows = x, times?: readonly number[]): Followed[] {
  return rows.map((raw, t) => follower.next({ raw, action: a[t], ...(times ? { time: times[t] } : {}) }));
}

describe('a follower', () => {
  it('says frame by frame what the whole recording says', () => {
    const found = followed(new Follower(columns));
    const y = Float64Array.from(x.flat());
    const motion = motionRows(y, frames, 2, [0, 1]);
    const residuals = residualsOf(commandModel(), { y, actions: Float64Array.from(a.flat()), rows: frames });
    const run = runLengths(y, frames, 2, [0, 1]);
    found.forEach((own, t) => {
      expect(Array.from(own.motion)).toEqual(Array.from(motion.subarray(t * 4, t * 4 + 4)));
      expect(own.residual?.most).toBe(residuals[t]);
      expect(Array.from(own.run)).toEqual(Array.from(run.subarray(2 * t, 2 * t + 2)));
    });
  });

  it('goes on after its state was written and read, as if it had not stopped', () => {
    const whole = followed(new Follower(columns));
    const first = new Follower(columns);
    x.slice(0, 10).forEach((raw, t) => first.next({ raw, action: a[t] }));
    const second = new Follower(columns);
    second.load(JSON.parse(JSON.stringify(first.save())) as ReturnType<Follower['save']>);
    x.slice(10).forEach((raw, t) => expect(second.next({ raw, action: a[t + 10] })).toEqual(whole[t + 10]));
    second.reset();
    expect(followed(second)).toEqual(whole);
  });

  it('does not know the motion at a missing frame and the next, and the command for two more', () => {
    const rows = x.map((row, t) => (t === 8 ? [row[0], NaN] : row));
    const found = followed(new Follower(columns), rows);
    const unknown = (t: number) => !found[t].motion.every(Number.isFinite);
    expect([7, 8, 9, 10].map(unknown)).toEqual([false, true, true, false]);
    expect([7, 8, 9, 10, 11].map((t) => Number.isNaN(found[t].residual?.most))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('does not know the command at the frame after a missing action', () => {
    const follower = new Follower(columns);
    const found = x.map((raw, t) => follower.next(t === 8 ? { raw } : { raw, action: a[t] }));
    expect([8, 9, 10].map((t) => Number.isNaN(found[t].residual?.most))).toEqual([false, true, false]);
  });

  it('takes repeated, late and backward time stamps for gaps, and knows another rate after 50 steps', () => {
    const timed = { ...columns, clock: { median: 0.1, longest: 0.12 } };
    const times = x.map((_, t) => 0.1 * t);
    const gaps = (changed: readonly number[]) =>
      followed(new Follower(timed), x, changed).flatMap(({ motion }, t) => (motion.every(Number.isFinite) ? [] : t));
    expect(gaps(times)).toEqual([]);
    expect(gaps(times.with(5, times[4]))).toEqual([5, 6]);
    expect(gaps(times.map((time, t) => (t < 5 ? time : time + 0.2)))).toEqual([5, 6]);
    expect(gaps(times.with(5, NaN))).toEqual([5, 6]);
    const long = Array.from({ length: 80 }, (_, t) => x[t % frames]);
    const slow = new Follower(timed);
    const found = long.map((raw, t) => slow.next({ raw, time: 0.13 * t }).otherRate);
    expect(found.indexOf(true)).toBe(50);
    const usual = new Follower(timed);
    expect(long.some((raw, t) => usual.next({ raw, time: 0.11 * t }).otherRate)).toBe(false);
  });

  it('measures motion in steps of the usual length', () => {
    const timed = { ...columns, clock: { median: 0.1, longest: 0.2 } };
    const follower = new Follower(timed);
    follower.next({ raw: [0, 0], time: 0 });
    expect(Array.from(follower.next({ raw: [1, 2], time: 0.2 }).motion)).toEqual([1, 2, 0.5, 1]);
  });

  it('sees a constant column that moves, and starts in motion where the frame before is given', () => {
    const odd = { ...columns, used: [1], watched: [1], constants: [{ column: 0, value: 3 }], commands: null };
    const follower = new Follower(odd);
    follower.reset({ raw: [3, 1] });
    const first = follower.next({ raw: [3, 2] });
    expect(Array.from(first.motion)).toEqual([2, 1]);
    expect(first.moved).toBe(-1);
    expect(follower.next({ raw: [3.1, 2] }).moved).toBe(0);
    expect(follower.next({ raw: [NaN, 2] }).moved).toBe(0);
  });
});
