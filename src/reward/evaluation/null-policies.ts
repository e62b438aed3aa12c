/**
 * The null-policy audit (docs/methods.md 1.6): what doing nothing, or doing it backwards, earns beside the held-out experts. A
 * density of states pays for standing where experts often are; this makes it visible.
 */
import { bootstrapMean, type Interval } from '../../basics/intervals';
import { Random } from '../../basics/random';
import { mean } from '../../basics/statistics';
import type { Demonstrations } from '../../demonstrations/demonstrations';
import { featureStatistics } from './feature-statistics';
import type { NullPolicy } from './figures';
import { atSpeed, recordingOf, reorder, standStill, tellsMotion, type Recording } from './replay';

/** s and n of raw rows [rows × F]. */
export type ScoreRows = (
  raw: Float32Array,
  rows: number,
) => Promise<{ readonly score: Float64Array; readonly energy: Float64Array }>;

export interface NullPolicyRequest {
  readonly demonstrations: Demonstrations;
  /** Held-out episodes (or segments), rows [start, end), at least one. */
  readonly heldOut: readonly { readonly start: number; readonly end: number }[];
  /** Rows of the basin: where `sit` looks for the best place, and the median action comes from. */
  readonly basin: Uint32Array;
  readonly seed: number;
  /** Share of the demonstrations near the place of a row that stand still there (`standingShare`); absent = not known. */
  readonly standing?: (row: number) => number;
}
export interface NullPolicyAudit {
  /** Mean s over the held-out episodes. */
  readonly expert: Interval;
  readonly policies: readonly NullPolicy[];
}

type Id = NullPolicy['id'];
/** Raw rows of one held-out episode under a policy. */
type Play = (start: number, end: number, episode: number) => Float32Array;
type Plan = Pick<NullPolicy, 'id' | 'note'> & {
  /** null when the policy does not apply. */
  readonly play: Play | null;
  /** Row in whose place it stands in one held-out episode; absent where it moves. */
  readonly stands?: (start: number, end: number) => number;
};
interface Audit extends NullPolicyRequest {
  readonly recording: Recording;
}

const titles: Record<Id, string> = {
  freeze: 'Freeze at the start',
  frozen: 'Freeze in mid-episode',
  sit: 'Sit where the score is highest',
  reversed: 'Run time backwards',
  shuffled: 'Shuffle time',
  half: 'At half the speed',
  double: 'At twice the speed',
  constantAction: 'Always the same action',
};
/** Most basin rows that are tried as a place to sit *(choice)*; a seeded subsample of more. */
const mostSeats = 5000;
/** Sums in another order differ in the last bits. */
const rounding = 1e-12;

/** Scores every null policy and the experts; red when a policy earns at least what they do. Same seed, same audit. */
export async function auditNullPolicies(asked: NullPolicyRequest, score: ScoreRows): Promise<NullPolicyAudit> {
  const request: Audit = { ...asked, recording: recordingOf(asked.demonstrations) };
  const { demonstrations, heldOut, seed } = request;
  const width = demonstrations.features.length;
  const begins = beginsOf(request);
  const measure = async (play: Play): Promise<Interval> => {
    const means = heldOut.map(async ({ end }, episode) => {
      const raw = play(begins[episode], end, episode);
      return mean((await score(raw, raw.length / width)).score);
    });
    return bootstrapMean(await Promise.all(means), seed);
  };
  const expert = await measure((start, end) => demonstrations.values.slice(start * width, end * width));
  const policies: NullPolicy[] = [];
  for (const { id, note, play, stands } of await plans(request, score)) {
    const interval = play ? await measure(play) : null;
    const { standing } = request;
    const places = heldOut.map(({ end }, episode) => stands?.(begins[episode], end) ?? NaN);
    const shares = stands && standing ? places.map(standing) : [];
    const earns = interval !== null && !(interval.value < expert.value - rounding);
    const standsToo = shares.length > 0 && 2 * shares.filter((share) => share > 0).length >= shares.length;
    policies.push({
      id,
      title: titles[id],
      score: interval,
      red: earns && !standsToo,
      note,
      ...(shares.length > 0 && { amber: earns && standsToo, still: mean(Float64Array.from(shares)) }),
    });
  }
  return { expert, policies };
}

/** First row that is played of each held-out episode: rates at the start of a recording are 0 by decree, and say nothing. */
function beginsOf({ demonstrations: { episodes }, heldOut, recording }: Audit): number[] {
  const first = new Set(episodes);
  const leaves = recording.rates.length > 0;
  return heldOut.map(({ start, end }) => (leaves && first.has(start) && end - start > 1 ? start + 1 : start));
}

async function plans(request: Audit, score: ScoreRows): Promise<Plan[]> {
  const { recording, seed } = request;
  const width = recording.features.length;
  const moves = tellsMotion(recording);
  const still = moves ? 'Rates are 0.' : 'The reward reads no motion: it cannot tell standing from passing by.';
  const order = moves ? 'Rates follow the new order.' : 'The reward reads no motion: order cannot matter.';
  const pace = moves
    ? 'The same places, passed by at another speed.'
    : 'The reward reads no motion: speed cannot matter.';
  const seat = await bestSeat(request, score);
  const middle = (start: number, end: number): number => Math.floor((start + end) / 2);
  // The first frame of a new order has none before it.
  const cut = (raw: Float32Array): Float32Array =>
    recording.rates.length > 0 && raw.length > width ? raw.subarray(width) : raw;
  const shuffle = (start: number, end: number, episode: number): Uint32Array =>
    Random.of(seed, 'shuffled time', episode)
      .permutation(end - start)
      .map((row) => start + row);
  const backwards = (start: number, end: number) => Uint32Array.from({ length: end - start }, (_, i) => end - 1 - i);
  const stand = (row: number): Float32Array => standStill(recording, row, row + 1);
  return [
    { id: 'freeze', note: still, play: stand, stands: (start) => start },
    { id: 'frozen', note: still, play: (start, end) => stand(middle(start, end)), stands: middle },
    { id: 'sit', note: still, play: () => stand(seat), stands: () => seat },
    {
      id: 'reversed',
      note: moves ? 'Rates are turned round.' : order,
      play: (start, end) => cut(reorder(recording, backwards(start, end), true)),
    },
    {
      id: 'shuffled',
      note: order,
      play: (start, end, episode) => cut(reorder(recording, shuffle(start, end, episode))),
    },
    { id: 'half', note: pace, play: (start, end) => atSpeed(recording, start, end, 0.5) },
    { id: 'double', note: pace, play: (start, end) => atSpeed(recording, start, end, 2) },
    constantAction(request),
  ];
}

/** The row of the basin that has the lowest energy once it stands still. */
async function bestSeat({ recording, basin, seed }: Audit, score: ScoreRows): Promise<number> {
  const width = recording.features.length;
  const order = Random.of(seed, 'seats').permutation(basin.length);
  const rows = basin.length <= mostSeats ? basin : order.subarray(0, mostSeats).map((at) => basin[at]);
  const seats = new Float32Array(rows.length * width);
  rows.forEach((row, at) => seats.set(standStill(recording, row, row + 1), at * width));
  const { energy } = await score(seats, rows.length);
  return rows[energy.reduce((least, value, at) => (value < energy[least] ? at : least), 0)];
}

/** The experts' frames with the median action of the basin (the commonest code of a category). */
function constantAction({ demonstrations, basin }: Audit): Plan {
  const { features, values } = demonstrations;
  const width = features.length;
  const actions = features.flatMap(({ group }, f) => (group === 'action' ? [f] : []));
  const id = 'constantAction';
  if (actions.length === 0) return { id, note: 'Does not apply: no action is an input of the reward.', play: null };
  const raw = new Float32Array(basin.length * width);
  basin.forEach((row, at) => raw.set(values.subarray(row * width, (row + 1) * width), at * width));
  const usual = featureStatistics(features, raw, basin.length).map(({ typical }) => typical);
  return {
    id,
    note: 'The experts’ states with the median action.',
    play: (start, end) => {
      const played = values.slice(start * width, end * width);
      for (const f of actions) {
        for (let at = f; at < played.length; at += width) played[at] = features[f].role === 'derived' ? 0 : usual[f];
      }
      return played;
    },
  };
}
