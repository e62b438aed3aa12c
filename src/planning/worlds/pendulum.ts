/**
 * A pendulum with a weak motor to be swung up and held (the equations and limits of Gymnasium's Pendulum-v1): θ̈ = 3g/(2l)·sin θ + 3/(ml²)·u,
 * 0 rad is upright. True reward of a frame: −(θ² + .1 θ̇² + .001 u²).
 */
import type { Random } from '../../basics/random';
import { limited, type Policy, type World, wrapped } from '../world';

const gravity = 10;
const timeStep = 0.05;
const strongest = 2;
const fastest = 8;

/** State: θ in rad, θ̇ in rad/s. */
export const pendulum: World = {
  id: 'pendulum',
  title: 'Pendulum swing-up',
  hint: 'A weak motor swings a pendulum up and holds it; the true return counts angle, speed and torque.',
  columns: [
    { name: 'cos_theta', unit: '' },
    { name: 'sin_theta', unit: '' },
    { name: 'theta_dot', unit: 'rad/s' },
  ],
  stateWidth: 2,
  actions: { low: [-strongest], high: [strongest] },
  timeStep,
  horizon: 200,
  start: (random) => Float64Array.of(random.uniform(-Math.PI, Math.PI), random.uniform(-1, 1)),
  step(states, at, action, from) {
    const torque = limited(action[from], strongest);
    const speed = states[at + 1] + (1.5 * gravity * Math.sin(states[at]) + 3 * torque) * timeStep;
    states[at + 1] = limited(speed, fastest);
    states[at] += states[at + 1] * timeStep;
  },
  ended: () => false,
  observe(state, at, out, to) {
    out[to] = Math.cos(state[at]);
    out[to + 1] = Math.sin(state[at]);
    out[to + 2] = state[at + 1];
  },
  reward(before, action) {
    const torque = limited(action[0], strongest);
    return -(wrapped(before[0]) ** 2 + 0.1 * before[1] ** 2 + 0.001 * torque ** 2);
  },
  demonstrator,
};

/** Pumps energy while far from the top, and catches with linear feedback there; each one with its own gain and slips. */
function demonstrator(random: Random): Policy {
  const gain = random.uniform(0.9, 1.1);
  const side = random.next() < 0.5 ? -1 : 1;
  return ([angle, speed], action, dice) => {
    const away = wrapped(angle);
    const missing = 0.5 * speed ** 2 + 1.5 * gravity * (Math.cos(away) - 1);
    const pumped = Math.abs(speed) > 0.05 ? -missing * speed * 0.5 * gain : strongest * side;
    const caught = -(12 * away + 3 * speed) * gain;
    action[0] = limited((Math.cos(away) > 0.85 ? caught : pumped) + 0.05 * dice.normal(), strongest);
  };
}
