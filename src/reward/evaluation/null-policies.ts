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
import { motionFeatures, reorder, standStill } from './replay';

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
}
export interface NullPolicyAudit {
  /** Mean s over the held-out episodes. */
  readonly expert: Interval;
  readonly policies: readonly NullPolicy[];
}

type Id = NullPolicy['id'];
type Plan = Pick<NullPolicy, 'id' | 'title' | 'note'> & {
  /** Raw rows of one held-out episode under the policy; null when the policy does not apply. */
  readonly play: ((start: number, end: number, episode: number) => Float32Array) | null;
};

const titles: Record<Id, string> = {
  freeze: 'Freeze at the start',
  sit: 'Sit where the score is highest',
  reversed: 'Run time backwards',
  shuffled: 'Shuffle time',
  constantAction: 'Always the same action',
};
/** Most basin rows that are tried as a place to sit *(choice)*; a seeded subsample of more. */
const mostSeats = 5000;
/** Sums in another order differ in the last bits. */
const rounding = 1e-12;

/** Scores every null policy and the experts; red when a policy earns at least what they do. Same seed, same audit. */
export async function auditNullPolicies(request: NullPolicyRequest, score: ScoreRows): Promise<NullPolicyAudit> {
  const { demonstrations, heldOut, seed } = request;
  const width = demonstrations.features.length;
  const measure = async (play: NonNullable<Plan['play']>): Promise<Interval> => {
    const means = heldOut.map(async ({ start, end }, episode) => {
      const raw = play(start, end, episode);
      return mean((await score(raw, raw.length / width)).score);
    });
    return bootstrapMean(await Promise.all(means), seed);
  };
  const expert = await measure((start, end) => demonstrations.values.slice(start * width, end * width));
  const policies: NullPolicy[] = [];
  for (const { id, title, note, play } of await plans(request, score)) {
    const interval = play ? await measure(play) : null;
    policies.push({
      id,
      title,
      score: interval,
      red: interval !== null && !(interval.value < expert.value - rounding),
      note,
    });
  }
  return { expert, policies };
}

async function plans(request: NullPolicyRequest, score: ScoreRows): Promise<Plan[]> {
  const { demonstrations, seed } = request;
  const moves = motionFeatures(demonstrations.features).length > 0;
  const still = moves ? 'Velocities are 0.' : 'The reward reads no motion: it cannot tell standing from passing by.';
  const order = moves
    ? 'Velocities follow the new order.'
    : 'The reward reads no motion (no feature is a difference over time): order cannot matter.';
  const seat = await bestSeat(request, score);
  const shuffle = (start: number, end: number, episode: number): Uint32Array =>
    Random.of(seed, 'shuffled time', episode)
      .permutation(end - start)
      .map((row) => start + row);
  const plan = (id: Id, note: string, play: Plan['play']): Plan => ({ id, title: titles[id], note, play });
  return [
    plan('freeze', still, (start) => standStill(demonstrations, start, start + 1)),
    plan('sit', still, () => seat),
    plan('reversed', order, (start, end) =>
      reorder(
        demonstrations,
        Uint32Array.from({ length: end - start }, (_, i) => end - 1 - i),
      ),
    ),
    plan('shuffled', order, (start, end, episode) => reorder(demonstrations, shuffle(start, end, episode))),
    constantAction(request, plan),
  ];
}

/** The frame of the basin that has the lowest energy once it stands still. [1 × F] */
async function bestSeat({ demonstrations, basin, seed }: NullPolicyRequest, score: ScoreRows): Promise<Float32Array> {
  const width = demonstrations.features.length;
  const order = Random.of(seed, 'seats').permutation(basin.length);
  const rows = basin.length <= mostSeats ? basin : order.subarray(0, mostSeats).map((at) => basin[at]);
  const seats = new Float32Array(rows.length * width);
  rows.forEach((row, at) => seats.set(standStill(demonstrations, row, row + 1), at * width));
  const { energy } = await score(seats, rows.length);
  const best = energy.reduce((least, value, at) => (value < energy[least] ? at : least), 0);
  return seats.slice(best * width, (best + 1) * width);
}

/** The experts' frames with the median action of the basin (the commonest code of a category). */
function constantAction(
  { demonstrations, basin }: NullPolicyRequest,
  plan: (id: Id, note: string, play: Plan['play']) => Plan,
): Plan {
  const { features, values } = demonstrations;
  const width = features.length;
  const actions = features.flatMap(({ group }, f) => (group === 'action' ? [f] : []));
  if (actions.length === 0) return plan('constantAction', 'Does not apply: no action is an input of the reward.', null);
  const raw = new Float32Array(basin.length * width);
  basin.forEach((row, at) => raw.set(values.subarray(row * width, (row + 1) * width), at * width));
  const usual = featureStatistics(features, raw, basin.length).map(({ typical }) => typical);
  return plan('constantAction', 'The experts’ states with the median action.', (start, end) => {
    const played = values.slice(start * width, end * width);
    for (const f of actions) {
      for (let at = f; at < played.length; at += width) played[at] = features[f].role === 'derived' ? 0 : usual[f];
    }
    return played;
  });
}
