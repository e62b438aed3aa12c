/**
 * What the monitor does on held-out episodes (docs/methods.md 5): how often it interrupts them, and which faults it notices that are
 * put into them. Nothing here was calibrated by these episodes.
 */
import { clopperPearson, type Interval } from '../../basics/intervals';
import { Random } from '../../basics/random';
import { median } from '../../basics/statistics';
import type { Demonstrations } from '../../demonstrations/demonstrations';
import { decideEpisode } from '../../gate/debounce';
import type { Frames } from '../../gate/decide';
import { faultKinds, faults, inject, type FaultKind } from '../../gate/faults/faults';
import { negativeStream } from '../../gate/faults/negatives';
import { poolOf, type Pool, type Recorded } from '../../gate/faults/recorded';
import type { GateMonitor } from '../../gate/monitor/gate-monitor';
import { rateRange, redCause, type RedTheta } from '../../gate/monitor/theta';
import type { Thresholds } from '../../gate/thresholds';
import { negativeIds, type NegativeId } from '../../reward/evaluation/figures';
import { motionFeatures, reorder } from '../../reward/evaluation/replay';

/** What is seen of one kind of fault. */
export interface FaultFigures {
  readonly title: string;
  /** Share that alarmed from its onset on, and of the same episodes without the fault. */
  readonly detected: number;
  readonly twin: number;
  /** Median frames from the onset to the first alarm; null where none alarmed. */
  readonly delay: number | null;
  readonly episodes: number;
}

/** A recording that holds nothing but hard negatives of one kind. */
export interface StreamFigures {
  /** Share of its frames that are not allowed. */
  readonly stopped: number;
  /** Median frames to the first alarm; null where none came. */
  readonly first: number | null;
}

export interface MonitorFigures {
  readonly theta: number;
  readonly supported: number;
  /** The 90 % range of the share that one gate interrupts. */
  readonly range: { readonly low: number; readonly high: number };
  readonly red: RedTheta | null;
  /** Share of held-out episodes that M interrupts. */
  readonly interrupted: Interval;
  /** Alarms per 1000 frames of them. */
  readonly perThousand: number;
  readonly faults: Readonly<Partial<Record<FaultKind, FaultFigures>>>;
  readonly streams: Readonly<Partial<Record<NegativeId, StreamFigures>>>;
}

/** Episodes of a kind, and rows over all kinds, at most: every training pays for them. */
const mostEpisodes = 8;
const mostRows = 20_000;
/** Where a fault begins, as a share of its episode. */
const onsets = [0.25, 0.6] as const;

/** Frames of episodes as the gate sees them. @param name of the rows: the same name is the same rows */
export type ScoreEpisodes = (name: string, raw: Float32Array, starts: Uint32Array) => Promise<Frames>;

interface Fault {
  readonly kind: FaultKind;
  readonly episode: number;
  readonly onset: number;
  readonly made: Recorded;
}

/** A list of episodes as the gate sees it, with which of its frames are not allowed. */
type Alarms = readonly Uint8Array[];

/**
 * @param held rows of each held-out episode, [start, end)
 * @param trained rows of each other episode, which faults are made with
 */
export async function monitorFigures(
  by: GateMonitor,
  thresholds: Thresholds,
  demonstrations: Demonstrations,
  held: readonly Span[],
  trained: readonly Span[],
  seed: number,
  score: ScoreEpisodes,
): Promise<MonitorFigures> {
  const recorded = (span: Span) => recordedOf(demonstrations, span);
  const pool = poolOf(trained.map(recorded));
  const whole = held.map(recorded);
  const able = sourcesKnown(demonstrations);
  const seen = async (name: string, raw: Float32Array, starts: Uint32Array): Promise<Alarms> =>
    alarmsIn(await score(name, raw, starts), starts, thresholds);
  const alarmsOf = (name: string, episodes: readonly Recorded[]): Promise<Alarms> => {
    const { raw, starts } = rowsOf(demonstrations, episodes);
    return seen(name, raw, starts);
  };
  const own = rowsIn(demonstrations, held);
  const twins = await seen('monitor/held', own.raw, own.starts);
  const faulty = able ? faultsOf(whole, pool, seed) : [];
  const found =
    faulty.length > 0
      ? await alarmsOf(
          'monitor/faults',
          faulty.map(({ made }) => made),
        )
      : [];
  const streams: Partial<Record<NegativeId, StreamFigures>> = {};
  for (const id of able ? negativeIds : []) {
    const random = Random.of(seed, 'stream', id);
    const own = whole
      .slice(0, mostEpisodes)
      .map(({ states }) => ({ states: negativeStream(states, id, random, pool), commands: [] }));
    streams[id] = streamFigures(await alarmsOf(`monitor/${id}`, own));
  }
  const frames = twins.reduce((sum, own) => sum + own.length, 0);
  return {
    theta: by.theta,
    supported: by.supported,
    range: rateRange(by.calibration.peaks.length, by.order),
    red: redCause(by.calibration, thresholds.dial),
    interrupted: clopperPearson(twins.filter((own) => own.includes(1)).length, twins.length),
    perThousand: (1000 * twins.reduce((sum, own) => sum + starting(own), 0)) / frames,
    faults: Object.fromEntries(faultKinds.flatMap((kind) => faultFigures(kind, faulty, found, twins))),
    streams,
  };
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether every rate is of a column that is a feature: only then is it known what a fault does to it. */
function sourcesKnown({ features }: Demonstrations): boolean {
  const own = features.filter(({ role }) => role === 'derived');
  return own.every(({ column }) => features.some((other) => other.column === column && other.role !== 'derived'));
}

/** Rows as they were recorded. */
function rowsIn(
  { features, values }: Demonstrations,
  spans: readonly Span[],
): { raw: Float32Array; starts: Uint32Array } {
  const width = features.length;
  const starts = [0];
  for (const { start, end } of spans) starts.push(starts[starts.length - 1] + end - start);
  const raw = new Float32Array(starts[spans.length] * width);
  spans.forEach(({ start, end }, j) => raw.set(values.subarray(start * width, end * width), starts[j] * width));
  return { raw, starts: Uint32Array.from(starts) };
}

/** Columns without rates: those are what sensors give. */
function recordedOf({ features, values }: Demonstrations, { start, end }: Span): Recorded {
  const columns = features.flatMap(({ role }, f) => (role === 'derived' ? [] : f));
  const states = Array.from({ length: end - start }, (_, t) =>
    columns.map((f) => values[(start + t) * features.length + f]),
  );
  return { states, commands: [] };
}

/** Episodes as raw rows, their rates worked out anew. */
function rowsOf(
  demonstrations: Demonstrations,
  episodes: readonly Recorded[],
): { raw: Float32Array; starts: Uint32Array } {
  const { features } = demonstrations;
  const width = features.length;
  const starts = [0];
  for (const { states } of episodes) starts.push(starts[starts.length - 1] + states.length);
  const raw = new Float32Array(starts[episodes.length] * width);
  const moving = motionFeatures(features);
  episodes.forEach(({ states }, j) => {
    const values = new Float32Array(states.length * width);
    states.forEach((row, t) => {
      let at = 0;
      features.forEach(({ role }, f) => (values[t * width + f] = role === 'derived' ? 0 : row[at++]));
    });
    const own = {
      ...demonstrations,
      rows: states.length,
      values,
      episodes: Uint32Array.of(0, states.length),
      rates: moving,
      speeds: [],
    };
    raw.set(moving.length > 0 ? reorder(own, Uint32Array.from(states.keys())) : values, starts[j] * width);
  });
  return { raw, starts: Uint32Array.from(starts) };
}

/** Norms do not count: what breaks a rule is stopped whatever the monitor says. */
function alarmsIn(frames: Frames, starts: Uint32Array, thresholds: Thresholds): Alarms {
  const judged = { ...frames, norms: undefined, gap: undefined };
  return Array.from(starts.subarray(0, -1), (start, j) =>
    Uint8Array.from(decideEpisode(judged, start, starts[j + 1], thresholds), ({ action }) =>
      Number(action !== 'allow'),
    ),
  );
}

/** Times at which alarms begin. */
function starting(alarms: Uint8Array): number {
  return alarms.reduce((sum, alarm, t) => sum + (alarm === 1 && (t === 0 || alarms[t - 1] === 0) ? 1 : 0), 0);
}

function faultsOf(whole: readonly Recorded[], pool: Pool, seed: number): Fault[] {
  const usable = [...whole.keys()].filter((j) => whole[j].states.length >= 12);
  const frames = usable.reduce((sum, j) => sum + whole[j].states.length, 0) / Math.max(1, usable.length);
  const count = Math.max(1, Math.min(mostEpisodes, Math.floor(mostRows / (faultKinds.length * Math.max(1, frames)))));
  return faultKinds.flatMap((kind) =>
    usable.slice(0, count).flatMap((episode): Fault[] => {
      const random = Random.of(seed, 'fault', kind, episode);
      const onset = Math.max(6, Math.floor(whole[episode].states.length * random.uniform(...onsets)));
      const made = inject(whole[episode], kind, onset, random, pool);
      return made === null ? [] : [{ kind, episode, onset, made }];
    }),
  );
}

function faultFigures(
  kind: FaultKind,
  faulty: readonly Fault[],
  found: Alarms,
  twins: Alarms,
): [FaultKind, FaultFigures][] {
  const own = [...faulty.keys()].filter((i) => faulty[i].kind === kind);
  if (own.length === 0) return [];
  const delays = own.map((i) => found[i].indexOf(1, faulty[i].onset) - faulty[i].onset).filter((delay) => delay >= 0);
  const spared = own.filter((i) => !twins[faulty[i].episode].includes(1, faulty[i].onset));
  const delay = delays.length > 0 ? median(delays) : null;
  const figures: FaultFigures = {
    title: faults[kind].title,
    detected: delays.length / own.length,
    twin: 1 - spared.length / own.length,
    delay,
    episodes: own.length,
  };
  return [[kind, figures]];
}

function streamFigures(alarms: Alarms): StreamFigures {
  const frames = alarms.reduce((sum, own) => sum + own.length, 0);
  const firsts = alarms.map((own) => own.indexOf(1)).filter((first) => first >= 0);
  const stopped = alarms.reduce((sum, own) => sum + own.reduce((a, b) => a + b, 0), 0) / frames;
  return { stopped, first: firsts.length > 0 ? median(firsts) : null };
}
