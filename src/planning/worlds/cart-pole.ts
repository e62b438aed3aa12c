/**
 * A pole on a cart that is pushed left or right (Barto, Sutton, Anderson 1983; the constants of Gymnasium's CartPole-v1). True
 * reward: 1 for every frame that the pole stands, up to 500.
 */
import type { Random } from '../../basics/random';
import type { Policy, World } from '../world';

const gravity = 9.8;
const cart = 1;
const pole = 0.1;
const half = 0.5;
const force = 10;
const timeStep = 0.02;
const farthest = 2.4;
const steepest = (12 * Math.PI) / 180;

/** State: place in m, speed, angle in rad, rate. */
export const cartPole: World = {
  id: 'cart-pole',
  title: 'Cart-pole',
  hint: 'A cart that is pushed left or right keeps a pole upright; the true return counts the frames that it stands.',
  columns: [
    { name: 'cart_position', unit: 'm' },
    { name: 'cart_velocity', unit: 'm/s' },
    { name: 'pole_angle', unit: 'rad' },
    { name: 'pole_velocity', unit: 'rad/s' },
  ],
  stateWidth: 4,
  actions: { low: [-1], high: [1], discrete: true },
  timeStep,
  horizon: 500,
  start: (random) => Float64Array.from({ length: 4 }, () => random.uniform(-0.05, 0.05)),
  step(states, at, action, from) {
    const [speed, angle, rate] = [states[at + 1], states[at + 2], states[at + 3]];
    const push = action[from] > 0 ? force : -force;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const whole = cart + pole;
    const drawn = (push + pole * half * rate * rate * sine) / whole;
    const turn = (gravity * sine - cosine * drawn) / (half * (4 / 3 - (pole * cosine * cosine) / whole));
    const slide = drawn - (pole * half * turn * cosine) / whole;
    states[at] += timeStep * speed;
    states[at + 1] += timeStep * slide;
    states[at + 2] += timeStep * rate;
    states[at + 3] += timeStep * turn;
  },
  ended: (state, at) => Math.abs(state[at]) > farthest || Math.abs(state[at + 2]) > steepest,
  observe(state, at, out, to) {
    for (let d = 0; d < 4; d++) out[to + d] = state[at + d];
  },
  reward: () => 1,
  demonstrator,
};

/** Linear feedback on all four numbers towards a place of its own, with slips. */
function demonstrator(random: Random): Policy {
  const wobble = random.uniform(0.8, 1.2);
  const place = random.uniform(-0.5, 0.5);
  return ([at, speed, angle, rate], action, dice) => {
    const wanted = 0.6 * (at - place) + 1.1 * speed + 16 * angle + 2.6 * rate;
    action[0] = wobble * wanted + 0.1 * dice.normal() > 0 ? 1 : -1;
  };
}
