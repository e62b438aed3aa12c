/**
 * What the monitor learns from demonstrations (docs/methods.md 5): which columns count, one motion model a member on the folds that
 * the member trains on, and what each says of the episodes of the fold that it did not see. The same for every family.
 */
import { Random } from '../basics/random';
import type { Task } from '../basics/task';
import type { Demonstrations } from '../demonstrations/demonstrations';
import { encodedWidth } from '../demonstrations/encoding';
import { trainingRowsOf, type Segment } from '../demonstrations/split';
import { fitMotion, mostMotionRows, OpenMotion, type MotionModel } from '../gate/monitor/motion-model';
import { motionOf, type MonitorModels } from '../gate/monitor/gate-monitor';
import { movingInputs } from '../gate/monitor/moving-inputs';
import { runLengths } from '../gate/monitor/series';
import type { FamilyArithmetic } from '../reward/families/arithmetic';
import type { OutOfFoldEpisode } from '../reward/types';
import type { PreparedData } from './prepared-data';

/** The models, and g and runs of each fold segment by its first row. */
export interface TrainedMonitor {
  readonly models: MonitorModels;
  readonly unseen: ReadonlyMap<number, Required<Pick<OutOfFoldEpisode, 'motion' | 'runs'>>>;
}

/** A column is constant when it varies less, over its size. */
const leastSpread = 1e-9;

/** What one member learns: its motion model, and g and runs of each segment of its own fold by the first row. */
export interface MemberMonitor {
  readonly motion: MotionModel;
  readonly unseen: ReadonlyMap<number, Required<Pick<OutOfFoldEpisode, 'motion' | 'runs'>>>;
}

/**
 * One member, for itself: members do not depend on each other.
 * @returns null where no column varies
 * @throws Cancelled
 */
export async function trainMemberMonitor(
  prepared: PreparedData,
  member: number,
  seed: number,
  task: Task,
  arithmetic: FamilyArithmetic,
): Promise<MemberMonitor | null> {
  const { used } = columnsOf(prepared);
  if (used.length === 0) return null;
  const watched = watchedOf(prepared, used);
  const motion = await memberMotion(prepared, used, member, seed, task, arithmetic);
  const opened = new OpenMotion(motion, arithmetic);
  const own = prepared.split.segments.filter(({ part }) => part === member);
  const unseen = own.map((segment) => {
    // A file keeps it as float32: nothing may change when it is read back.
    const g = opened.energies(segmentMotion(prepared, used, segment)).map(Math.fround);
    return [segment.start, { motion: g, runs: segmentRuns(prepared, watched, segment) }] as const;
  });
  return { motion, unseen: new Map(unseen) };
}

/** All members together. @param members one each, in order @returns null where no column varies */
export function joinMonitor(prepared: PreparedData, members: readonly (MemberMonitor | null)[]): TrainedMonitor | null {
  const known = members.filter((member) => member !== null);
  if (known.length === 0) return null;
  const { used, constants } = columnsOf(prepared);
  const models = { used, watched: watchedOf(prepared, used), constants, motion: known.map(({ motion }) => motion) };
  return { models, unseen: new Map(known.flatMap(({ unseen }) => [...unseen])) };
}

/**
 * All members, one after the other.
 * @param members K
 * @returns null where no column varies
 * @throws Cancelled
 */
export async function trainMonitor(
  prepared: PreparedData,
  members: number,
  seed: number,
  task: Task,
  arithmetic: FamilyArithmetic,
): Promise<TrainedMonitor | null> {
  const trained: (MemberMonitor | null)[] = [];
  for (let k = 0; k < members; k++) {
    task.report({ label: `Motion, member ${k + 1} of ${members}`, done: k, total: members });
    trained.push(await trainMemberMonitor(prepared, k, seed, task, arithmetic));
  }
  return joinMonitor(prepared, trained);
}

function watchedOf(prepared: PreparedData, used: readonly number[]): number[] {
  return used.filter((f) => changesOften(prepared, f));
}

/** Columns are features that are no rates of others. */
function columnsOf(prepared: PreparedData): Pick<MonitorModels, 'used' | 'constants'> {
  const { features } = prepared.demonstrations;
  const rows = trainingRowsOf(prepared.split, -1);
  const columns = features.flatMap(({ role }, f) => (role === 'derived' ? [] : f));
  const used: number[] = [];
  const constants: { column: number; value: number }[] = [];
  for (const column of columns) {
    const [value, spread] = spreadOf(prepared.demonstrations, column, rows);
    if (spread > leastSpread * (1 + Math.abs(value))) used.push(column);
    else constants.push({ column, value });
  }
  return { used, constants };
}

/** Its value at the first row, and the largest distance from that. */
function spreadOf({ features, values }: Demonstrations, column: number, rows: Uint32Array): [number, number] {
  const first = values[rows[0] * features.length + column];
  let spread = 0;
  for (const row of rows) spread = Math.max(spread, Math.abs(values[row * features.length + column] - first));
  return [first, spread];
}

/** Whether a column changes within at least half of the episodes of the folds. */
function changesOften({ demonstrations, split }: PreparedData, column: number): boolean {
  const { features, values } = demonstrations;
  const folds = split.segments.filter(({ part }) => typeof part === 'number');
  const changing = folds.filter(({ start, end }) => {
    for (let row = start + 1; row < end; row++) {
      if (values[row * features.length + column] !== values[(row - 1) * features.length + column]) return true;
    }
    return false;
  });
  return 2 * changing.length >= folds.length;
}

/** A model of rows that member k trains on, drawn where they are many. */
async function memberMotion(
  prepared: PreparedData,
  used: readonly number[],
  member: number,
  seed: number,
  task: Task,
  arithmetic: FamilyArithmetic,
): Promise<MotionModel> {
  const { demonstrations, split } = prepared;
  const { features, values } = demonstrations;
  const rows = trainingRowsOf(split, member);
  const random = Random.of(seed, 'motion', member);
  const chosen =
    rows.length <= mostMotionRows
      ? rows
      : random
          .permutation(rows.length)
          .subarray(0, mostMotionRows)
          .sort()
          .map((i) => rows[i]);
  const own = used.map((f) => features[f]);
  const columns = encodedWidth(own) + movingInputs(own).length;
  const first = new Set(demonstrations.episodes);
  const v = new Float64Array(chosen.length * columns);
  chosen.forEach((row, at) => {
    const from = first.has(row) ? row : row - 1;
    const pair = motionOf(
      features,
      used,
      values.subarray(from * features.length, (row + 1) * features.length),
      row - from + 1,
    );
    v.set(pair.subarray(pair.length - columns), at * columns);
  });
  return fitMotion(v, columns, rows.length, random, task, arithmetic);
}

/** Rows of a segment with the real frame before it, where there is one: it may be a block cut inside an episode. */
function lead({ demonstrations }: PreparedData, { start }: Segment): number {
  return demonstrations.episodes.includes(start) ? 0 : 1;
}

function segmentMotion(prepared: PreparedData, used: readonly number[], segment: Segment): Float64Array {
  const { features, values } = prepared.demonstrations;
  const before = lead(prepared, segment);
  const rows = segment.end - segment.start;
  const raw = values.subarray((segment.start - before) * features.length, segment.end * features.length);
  const v = motionOf(features, used, raw, rows + before);
  return v.subarray((before * v.length) / (rows + before));
}

function segmentRuns(prepared: PreparedData, watched: readonly number[], { start, end }: Segment): Uint32Array {
  const { features, values } = prepared.demonstrations;
  return runLengths(
    values.subarray(start * features.length, end * features.length),
    end - start,
    features.length,
    watched,
  );
}
