/**
 * Follows the raw columns of an episode frame by frame (docs/methods.md 5): how each frame moved, how far it is from where the
 * command should have led, how long columns have been stuck, whether a constant one moved, and whether frames come at the rate that
 * they were calibrated at. Its state is plain data; a whole recording is followed by the same steps.
 */
import type { Feature } from '../../demonstrations/demonstrations';
import { encode, encodedWidth } from '../../demonstrations/encoding';
import { median } from '../../basics/statistics';
import { firstJudged, residualAt, type CommandModel, type Residual } from './command-model';
import { constantTolerance, longestStep, rateCheck } from './constants';
import { motionRows } from './motion-model';
import { movingInputs } from './moving-inputs';

/** How frames are read, and what is known of them from calibration. */
export interface MonitorColumns {
  /** Raw columns, as the gate is given them: no rates that are made of them, and no commands. */
  readonly features: readonly Feature[];
  /** Places of the columns that count: those that vary in the demonstrations. */
  readonly used: readonly number[];
  /** Places of those watched for repeating their value. */
  readonly watched: readonly number[];
  /** Columns that never varied, and their value. */
  readonly constants: readonly { readonly column: number; readonly value: number }[];
  /** Steps of time in calibration; null where no time stamps are read. */
  readonly clock: { readonly median: number; readonly longest: number } | null;
  /** One a member; null where no commands are given. */
  readonly commands: readonly CommandModel[] | null;
}

/** What came with one frame. */
export interface Arriving {
  /** [F] raw values; NaN where missing. */
  readonly raw: ArrayLike<number>;
  /** The command that was given after this frame was seen; absent or NaN where it is not known. */
  readonly action?: ArrayLike<number>;
  readonly time?: number;
}

/** What a frame says about motion. */
export interface Followed {
  /** (y, change of y) for motion models; NaN where one is not known. */
  readonly motion: Float64Array;
  /** Mean over members, with the column that is most off; null where no commands are given. */
  readonly residual: Residual | null;
  /** [watched] */
  readonly run: Uint32Array;
  /** Place of the first constant column that moved, −1 where none did. */
  readonly moved: number;
  /** Whether frames come at another rate than in calibration. */
  readonly otherRate: boolean;
}

/** null stands for what is not known. */
type Known = (number | null)[];

/** What a follower remembers: plain JSON. */
export interface FollowerState {
  readonly frame: number;
  /** The last two frames, older first, and the commands after them. */
  readonly rows: Known[];
  readonly actions: Known[];
  readonly run: number[];
  readonly time: number | null;
  /** The last 50 steps of time. */
  readonly steps: number[];
}

const nothing: FollowerState = { frame: 0, rows: [], actions: [], run: [], time: null, steps: [] };

export class Follower {
  private state: FollowerState = nothing;
  private readonly own: readonly Feature[];
  private readonly moving: readonly number[];

  constructor(private readonly columns: MonitorColumns) {
    this.own = columns.used.map((f) => columns.features[f]);
    this.moving = movingInputs(this.own);
  }

  /** What goes on from here when it is given back. */
  save(): FollowerState {
    return structuredClone(this.state);
  }

  load(state: FollowerState): void {
    this.state = structuredClone(state);
  }

  /** At the first frame of an episode. @param previous the frame before it, where it starts in motion */
  reset(previous?: Arriving): void {
    this.state = nothing;
    if (previous !== undefined) {
      this.next(previous);
      this.state = { ...this.state, frame: 0 };
    }
  }

  /** @param withCommands false where this run gives none */
  next({ raw, action, time }: Arriving, withCommands = true): Followed {
    const { state } = this;
    const { clock } = this.columns;
    const step = clock && state.rows.length > 0 ? (time ?? NaN) - (state.time ?? NaN) : null;
    const gap =
      clock !== null && !(step === null ? Number.isFinite(time) : step > 0 && step <= longestStep * clock.longest);
    const row = Array.from(raw, (value) => (Number.isFinite(value) && !gap ? value : NaN));
    const rows = [...state.rows.map(known), row];
    const actions = [...state.actions.map(known), Array.from(action ?? [], Number)];
    const last = rows.length - 1;
    const run = this.columns.watched.map((column, i) =>
      last > 0 && row[column] === rows[last - 1][column] ? state.run[i] + 1 : 0,
    );
    const steps = step !== null && Number.isFinite(step) ? [...state.steps, step].slice(-rateCheck.steps) : state.steps;
    this.state = {
      frame: state.frame + 1,
      rows: rows.slice(-2).map(unknown),
      actions: actions.slice(-2).map(unknown),
      run,
      time: clock && Number.isFinite(time) ? (time ?? null) : state.time,
      steps,
    };
    const y = this.encoded(rows);
    const pace = clock && step !== null ? Float64Array.of(1, clock.median / step) : undefined;
    return {
      motion: this.motionOf(y, last, pace),
      residual: withCommands ? this.residualOf(y, actions, last, state.frame) : null,
      run: Uint32Array.from(run),
      moved: this.columns.constants.findIndex(({ column, value }) => !stays(raw[column], value)),
      otherRate: clock !== null && isOtherRate(steps, clock.median),
    };
  }

  /** [rows × inputs] of the used columns. */
  private encoded(rows: readonly number[][]): Float64Array {
    const raw = Float64Array.from(rows.flatMap((row) => this.columns.used.map((f) => row[f])));
    return encode(this.own, raw, rows.length);
  }

  private motionOf(y: Float64Array, last: number, pace?: Float64Array): Float64Array {
    const width = encodedWidth(this.own);
    const from = Math.max(0, last - 1);
    const own = y.subarray(from * width, (last + 1) * width);
    const all = motionRows(own, last - from + 1, width, this.moving, pace);
    return all.slice((last - from) * (width + this.moving.length));
  }

  private residualOf(y: Float64Array, actions: readonly number[][], last: number, frame: number): Residual | null {
    const { commands } = this.columns;
    if (commands === null) return null;
    if (frame < firstJudged)
      return { most: y.subarray(last * encodedWidth(this.own)).every(Number.isFinite) ? 0 : NaN, column: -1 };
    const width = commands[0].actionMean.length;
    const given = Float64Array.from(actions.flatMap((own) => Array.from({ length: width }, (_, a) => own[a] ?? NaN)));
    const all = commands.map((model) => residualAt(model, { y, actions: given, rows: last + 1 }, last));
    const most = all.reduce((sum, residual) => sum + residual.most, 0) / all.length;
    const worst = all.reduce((best, residual) => (residual.most > best.most ? residual : best));
    return { most, column: worst.column };
  }
}

function stays(value: number, constant: number): boolean {
  return Math.abs(value - constant) <= constantTolerance * (1 + Math.abs(constant));
}

function isOtherRate(steps: readonly number[], usual: number): boolean {
  if (steps.length < rateCheck.steps) return false;
  return !(Math.abs(median(steps) / usual - 1) <= rateCheck.tolerance);
}

function known(values: Known): number[] {
  return values.map((value) => value ?? NaN);
}

function unknown(values: readonly number[]): Known {
  return values.map((value) => (Number.isFinite(value) ? value : null));
}
