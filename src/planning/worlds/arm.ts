/**
 * A planar arm of two joints reaches for targets on a table: point masses at the ends of the links, torque limits, friction. True
 * reward of a frame: minus the distance of the hand to the target, in m.
 */
import type { Random } from '../../basics/random';
import { limited, type Policy, type World } from '../world';

/** Lengths in m; masses in kg; torques in N·m; seconds of a tick. */
const links = [0.5, 0.4];
const masses = [1.2, 0.8];
const strongest = [12, 6];
const friction = 0.05;
const tick = 0.005;
const ticks = 5;

/** State: q1, q2 in rad, their rates, and the target's place in m. */
export const arm: World = {
  id: 'arm',
  title: 'Two-joint arm',
  hint: 'An arm of two joints reaches for a target; the true return counts the distance of the hand to it.',
  columns: [
    { name: 'q1', unit: 'rad' },
    { name: 'q2', unit: 'rad' },
    { name: 'dq1', unit: 'rad/s' },
    { name: 'dq2', unit: 'rad/s' },
    { name: 'target_x', unit: 'm' },
    { name: 'target_y', unit: 'm' },
  ],
  stateWidth: 6,
  actions: { low: strongest.map((limit) => -limit), high: strongest },
  timeStep: tick * ticks,
  horizon: 80,
  start(random) {
    const from = [0.5 + 0.12 * random.normal(), 1.7 + 0.12 * random.normal()];
    let to = pose(random);
    while (away(handOf(from[0], from[1]), handOf(to[0], to[1])) < 0.2) to = pose(random);
    return Float64Array.of(...from, 0, 0, ...handOf(to[0], to[1]));
  },
  step(states, at, action, from) {
    const torque = strongest.map((limit, i) => limited(action[from + i], limit));
    for (let i = 0; i < ticks; i++) move(states, at, torque);
  },
  ended: () => false,
  observe(state, at, out, to) {
    for (let d = 0; d < 6; d++) out[to + d] = state[at + d];
  },
  reward: (_before, _action, after) => -away(handOf(after[0], after[1]), [after[4], after[5]]),
  demonstrator,
};

/** Where the hand is, in m, the shoulder at the origin. */
export function handOf(q1: number, q2: number): [number, number] {
  return [
    links[0] * Math.cos(q1) + links[1] * Math.cos(q1 + q2),
    links[0] * Math.sin(q1) + links[1] * Math.sin(q1 + q2),
  ];
}

function away(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function pose(random: Random): [number, number] {
  return [random.uniform(-0.3, 1.8), random.uniform(0.4, 2.2)];
}

/** Inertia and Coriolis torques of point masses, without gravity. */
function dynamicsOf(q2: number, rate1: number, rate2: number) {
  const far = masses[1] * links[1] ** 2;
  const cross = masses[1] * links[0] * links[1];
  const near = (masses[0] + masses[1]) * links[0] ** 2;
  const b = far + cross * Math.cos(q2);
  const sine = cross * Math.sin(q2);
  return {
    inertia: [
      [near + far + 2 * cross * Math.cos(q2), b],
      [b, far],
    ],
    coriolis: [-sine * (2 * rate1 * rate2 + rate2 * rate2), sine * rate1 * rate1],
  };
}

/** One tick of semi-implicit Euler: inertia · acceleration = torque − Coriolis − friction. */
function move(states: Float64Array, at: number, torque: readonly number[]): void {
  const { inertia, coriolis } = dynamicsOf(states[at + 1], states[at + 2], states[at + 3]);
  const net = [0, 1].map((i) => torque[i] - coriolis[i] - friction * states[at + 2 + i]);
  const [[a, b], [, d]] = inertia;
  const determinant = a * d - b * b;
  states[at + 2] += (tick * (d * net[0] - b * net[1])) / determinant;
  states[at + 3] += (tick * (a * net[1] - b * net[0])) / determinant;
  states[at] += tick * states[at + 2];
  states[at + 1] += tick * states[at + 3];
}

/** The joint angles that bring the hand to a place, elbow out; reaching for the nearest place where it is too far. */
export function anglesAt(x: number, y: number): [number, number] {
  const cosine = (x * x + y * y - links[0] ** 2 - links[1] ** 2) / (2 * links[0] * links[1]);
  const q2 = Math.acos(limited(cosine, 1));
  return [Math.atan2(y, x) - Math.atan2(links[1] * Math.sin(q2), links[0] + links[1] * Math.cos(q2)), q2];
}

/** Computed torque along minimum-jerk trajectories (Flash, Hogan 1985) of the joints, at a pace and stiffness of its own. */
function demonstrator(random: Random): Policy {
  const duration = random.uniform(0.9, 1.6);
  const stiffness = random.uniform(60, 140);
  let from: number[] | null = null;
  let time = 0;
  return (state, action, dice) => {
    from ??= [state[0], state[1]];
    const to = anglesAt(state[4], state[5]);
    const { inertia, coriolis } = dynamicsOf(state[1], state[2], state[3]);
    const pull = [0, 1].map((i) =>
      pullOf(time / duration, from?.[i] ?? 0, to[i], duration, state[i], state[2 + i], stiffness),
    );
    for (const i of [0, 1]) {
      const torque = inertia[i][0] * pull[0] + inertia[i][1] * pull[1] + coriolis[i];
      action[i] = limited(torque + (i === 0 ? 0.1 : 0.05) * dice.normal(), strongest[i]);
    }
    time += tick * ticks;
  };
}

/** Wanted acceleration of a joint: that of the plan, and feedback on it. */
function pullOf(
  share: number,
  from: number,
  to: number,
  duration: number,
  angle: number,
  rate: number,
  stiffness: number,
): number {
  const s = Math.max(0, Math.min(1, share));
  const way = to - from;
  const wanted = from + way * s ** 3 * (10 - 15 * s + 6 * s * s);
  const speed = (way * 30 * s * s * (1 - s) ** 2) / duration;
  const acceleration = (way * 60 * s * (1 - s) * (1 - 2 * s)) / duration ** 2;
  return acceleration + stiffness * (wanted - angle) + 2 * Math.sqrt(stiffness) * (speed - rate);
}
