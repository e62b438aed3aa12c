/** What the words of a column's name say of it. Names are evidence only: what they say is checked against the values. */

/** Words of a name in lower case, camel case and digits taken apart: `field.header.seqNo2` → field, header, seq, no. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const labels = set('id ids idx index no nr num number name uuid guid key hash code');
const episodeNames = set(
  `episode episodes ep eps traj trajectory trajectories demo demos demonstration rollout rollouts run runs trial trials
  track tracks vehicle car patient session sessions lap laps subject participant user person player agent robot drone
  flight ride trip drive route journey take takes game match round repetition rep attempt experiment exp recording rec
  motion clip video scene scenario case file filename bag log sequence seq uuid guid pedestrian object actor`,
);
const vagueNames = set('group block segment part batch condition section chunk set unit id');
const counters = set(
  `index idx id row rows frame frames step steps timestep timesteps tick ticks count counter seq sequence sample samples
  iteration iter i n k no nr num number unnamed column record line cycle`,
);
const clocks = set('time times timestamp timestamps stamp stamps t clock date datetime sec secs second seconds');
const timeUnits = set('s ms us ns sec secs second seconds millis milliseconds micros nanos nsec usec msec utc unix');
const reinforcement = set(
  `return returns seed seeds advantage advantages adv logp logprob logprobs logits neglogp neglogpac vpred vpreds qvalue
  qvalues gae discount discounts priority entropy`,
);
const verdicts = set('label labels success successes outcome annotation annotations reward rewards');
const observations = set('obs observation observations state states ob');

/** All words are names of an episode or their suffixes: `run`, `track_id`, `vehicleId`, `uuid`; not `run_time`. */
export function saysEpisode(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.some((word) => episodeNames.has(word)) && words.every((word) => episodeNames.has(word) || labels.has(word))
  );
}

/** May name an episode, and may name much else: `group`, `block`, `segment`. */
export function mayNameEpisode(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => vagueNames.has(word)) && words.every((word) => vagueNames.has(word) || labels.has(word));
}

/** Ends in a word for something that counts: `seq`, `frame_id`, `timestep`. Whether it does is for the values to show. */
export function saysCounter(name: string): boolean {
  const words = wordsOf(name);
  return words.length === 0 ? name.startsWith('_') : counters.has(words[words.length - 1]);
}

/** Ends in a word for a clock, units passed over: `header.stamp`, `robot_time`, `time_ms`. */
export function saysClock(name: string): boolean {
  const words = wordsOf(name);
  const last = words.findLast((word, i) => i === 0 || !timeUnits.has(word) || clocks.has(word));
  return last !== undefined && clocks.has(last);
}

/** What training algorithms write beside the data, or null: returns, seeds, log-probabilities, advantages. */
export function saysAlgorithm(name: string): boolean {
  const words = wordsOf(name);
  const [last = ''] = words.slice(-1);
  return reinforcement.has(last) || /(^|_)(log_?prob|neg_?log_?p|ep_?ret|q_?val)/i.test(words.join('_'));
}

/** A judgement of the frame instead of a measurement: `label`, `target`, `success`. */
export function saysVerdict(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && verdicts.has(words[words.length - 1]);
}

/** The observation one frame later, by name: `next_obs`, `obs_next`, `observations_next`, `new_obs`, `obs2`. */
export function saysNextObservation(name: string): boolean {
  const words = wordsOf(name);
  const named = words.some((word) => observations.has(word));
  return (
    (named && words.some((word) => word === 'next' || word === 'new')) ||
    /^(ob|obs|state|s)(2|_?prime|_?tp1)(_\d+)?$/i.test(name)
  );
}

/** The name of the column that `next_x` or `x_next` is the next value of, else null. */
export function nextOf(name: string): string | null {
  const base = name.replace(/^next_|_next$/i, '');
  return base === name || base === '' ? null : base;
}
