/**
 * A planar two-joint arm reaches from around its resting pose for targets: computed-torque control along smooth joint
 * trajectories (minimum jerk after Flash and Hogan), with torque limits, small disturbances, and joints that do not start
 * at quite the same moment.
 */
import { clamp, rounded, sinCos } from './numbers.mjs';

/** @typedef {import('./numbers.mjs').Dice} Dice */
/** @typedef {[number, number]} Pair */

/** Lengths of the links in m; masses in kg at the links' ends. */
const links = [0.5, 0.4];
const masses = [1.2, 0.8];
const limits = [12, 6];
const step = 0.005;
const stepsPerFrame = 5;

export const columns = [
  'episode',
  'time_s',
  'q1',
  'q2',
  'dq1',
  'dq2',
  'target_x',
  'target_y',
  'action_torque1',
  'action_torque2',
];

/**
 * @param {number} episodes
 * @param {Dice} dice
 * @returns {number[][]} rows of `columns`: s, rad, rad/s, m, N·m
 */
export function twoJointArm(episodes, dice) {
  const table = [];
  for (let episode = 0; episode < episodes; episode++) {
    for (const row of reach(dice)) table.push([episode, ...row]);
  }
  return table;
}

/**
 * Where the hand is, in m, the shoulder at the origin.
 * @param {number} q1
 * @param {number} q2
 * @returns {Pair}
 */
export function hand(q1, q2) {
  const [s1, c1] = sinCos(q1);
  const [s12, c12] = sinCos(q1 + q2);
  return [links[0] * c1 + links[1] * c12, links[0] * s1 + links[1] * s12];
}

/**
 * One reach from rest to rest.
 * @param {Dice} dice
 */
function reach(dice) {
  const from = home(dice);
  let to = pose(dice);
  while (distance(hand(...from), hand(...to)) < 0.2) to = pose(dice);
  const target = hand(...to);
  const duration = dice.between(0.9, 1.6);
  const late = [0, dice.between(-0.15, 0.15)];
  const stiffness = dice.between(60, 140);
  const end = duration + 0.15 + dice.between(0.1, 0.4);
  const q = [from[0] + 0.02 * dice.normal(), from[1] + 0.02 * dice.normal()];
  const dq = [0, 0];
  const sway = [0, 0];
  const frames = [];
  for (let tick = 0; tick * step <= end; tick++) {
    const time = tick * step;
    const wanted = [0, 1].map((joint) => {
      const start = Math.max(0, late[joint]);
      return plan((time - start) / duration, from[joint], to[joint], duration);
    });
    const torque = control(q, dq, wanted, stiffness);
    if (tick % stepsPerFrame === 0) frames.push(frame(time, [...q, ...dq, ...target, ...torque]));
    move(q, dq, torque, sway, dice);
  }
  return frames;
}

/**
 * @param {number} time
 * @param {number[]} values
 */
function frame(time, values) {
  return [rounded(time, 3), ...values.map((value) => rounded(value, 4))];
}

/**
 * Around the resting pose, where every reach begins.
 * @param {Dice} dice
 * @returns {Pair}
 */
function home(dice) {
  return [0.5 + 0.12 * dice.normal(), 1.7 + 0.12 * dice.normal()];
}

/**
 * @param {Dice} dice
 * @returns {Pair}
 */
function pose(dice) {
  return [dice.between(-0.3, 1.8), dice.between(0.4, 2.2)];
}

/**
 * Angle, rate and acceleration of a minimum-jerk movement at a share of its time.
 * @param {number} share
 * @param {number} from
 * @param {number} to
 * @param {number} duration
 */
function plan(share, from, to, duration) {
  const s = Math.max(0, Math.min(1, share));
  const way = to - from;
  const rate = 30 * s * s * (1 - s) * (1 - s);
  const acceleration = 60 * s * (1 - s) * (1 - 2 * s);
  return {
    angle: from + way * s * s * s * (10 - 15 * s + 6 * s * s),
    rate: (way * rate) / duration,
    acceleration: (way * acceleration) / (duration * duration),
  };
}

/**
 * Inverse dynamics of the plan plus feedback, within the motors' limits.
 * @param {number[]} q
 * @param {number[]} dq
 * @param {{angle: number, rate: number, acceleration: number}[]} wanted
 * @param {number} stiffness
 */
function control(q, dq, wanted, stiffness) {
  const damping = 2 * Math.sqrt(stiffness);
  const pull = wanted.map(
    ({ angle, rate, acceleration }, i) => acceleration + stiffness * (angle - q[i]) + damping * (rate - dq[i]),
  );
  const { inertia, coriolis } = dynamics(q, dq);
  return coriolis.map((part, i) => clamp(inertia[i][0] * pull[0] + inertia[i][1] * pull[1] + part, limits[i]));
}

/**
 * One step of semi-implicit Euler: inertia · acceleration = torque − Coriolis − friction + disturbance.
 * @param {number[]} q
 * @param {number[]} dq
 * @param {number[]} torque
 * @param {number[]} sway
 * @param {Dice} dice
 */
function move(q, dq, torque, sway, dice) {
  const { inertia, coriolis } = dynamics(q, dq);
  const net = [0, 1].map((i) => {
    sway[i] += -0.05 * sway[i] + 0.05 * (i === 0 ? 1 : 0.5) * dice.normal();
    return torque[i] - coriolis[i] - 0.05 * dq[i] + sway[i];
  });
  const [[a, b], [, d]] = inertia;
  const determinant = a * d - b * b;
  dq[0] += (step * (d * net[0] - b * net[1])) / determinant;
  dq[1] += (step * (a * net[1] - b * net[0])) / determinant;
  q[0] += step * dq[0];
  q[1] += step * dq[1];
}

/**
 * Point masses at the links' ends, no gravity (the arm lies on a table).
 * @param {number[]} q
 * @param {number[]} dq
 */
function dynamics(q, dq) {
  const [s2, c2] = sinCos(q[1]);
  const far = masses[1] * links[1] * links[1];
  const cross = masses[1] * links[0] * links[1];
  const near = (masses[0] + masses[1]) * links[0] * links[0];
  const b = far + cross * c2;
  const inertia = [
    [near + far + 2 * cross * c2, b],
    [b, far],
  ];
  const coriolis = [-cross * s2 * (2 * dq[0] * dq[1] + dq[1] * dq[1]), cross * s2 * dq[0] * dq[0]];
  return { inertia, coriolis };
}

/**
 * @param {Pair} a
 * @param {Pair} b
 */
function distance(a, b) {
  return Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));
}
