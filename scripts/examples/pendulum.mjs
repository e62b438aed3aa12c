/**
 * A pendulum with a weak motor is swung up by pumping energy (after Åström and Furuta) and caught at the top by linear
 * state feedback. 0 rad is upright, ±π hangs down.
 */
import { clamp, rounded, sinCos, wrap } from './numbers.mjs';

/** @typedef {import('./numbers.mjs').Dice} Dice */

const gravity = 9.81;
const damping = 0.05;
const step = 0.005;
const stepsPerFrame = 10;
/** Seconds after which a swing-up counts as failed. */
const longest = 14;

export const columns = ['episode', 'time_s', 'theta', 'theta_dot', 'action_torque'];

/**
 * @param {number} episodes
 * @param {Dice} dice
 * @returns {number[][]} rows of `columns`: s, rad in (−π, π], rad/s, N·m
 */
export function pendulumSwingUp(episodes, dice) {
  const table = [];
  for (let episode = 0; episode < episodes; episode++) {
    let swung = swingUp(dice);
    while (swung === null) swung = swingUp(dice);
    for (const row of swung) table.push([episode, ...row]);
  }
  return table;
}

/**
 * One swing-up; null when it was not caught in time.
 * @param {Dice} dice
 * @returns {number[][] | null}
 */
function swingUp(dice) {
  const driver = newDriver(dice);
  let angle = Math.PI + 0.45 * dice.normal();
  let rate = 0.6 * dice.normal();
  let gust = 0;
  let balanced = 0;
  const frames = [];
  for (let tick = 0; tick * step < longest; tick++) {
    const torque = driver.torque(angle, rate);
    if (tick % stepsPerFrame === 0) frames.push(frame(tick * step, angle, rate, torque));
    balanced = Math.abs(wrap(angle)) < 0.08 && Math.abs(rate) < 0.25 ? balanced + step : 0;
    if (balanced > driver.hold) return frames;
    gust += -0.02 * gust + 0.03 * dice.normal();
    const [sine] = sinCos(angle);
    rate += step * (gravity * sine - damping * rate + torque + gust);
    angle += step * rate;
  }
  return null;
}

/**
 * @param {number} time
 * @param {number} angle
 * @param {number} rate
 * @param {number} torque
 */
function frame(time, angle, rate, torque) {
  // Rounding must not push an angle past ±π.
  return [rounded(time, 2), clamp(rounded(wrap(angle), 4), 3.1415), rounded(rate, 4), rounded(torque, 4)];
}

/**
 * Two ways of driving, each with its own strength, gain and patience. Unit mass and length: torque is acceleration.
 * @param {Dice} dice
 */
function newDriver(dice) {
  const limit = dice.pick([dice.between(1.8, 2.4), dice.between(2.6, 3.8)]);
  const pump = dice.between(0.9, 1.8);
  const feedback = [dice.between(26, 34), dice.between(7, 10)];
  const surplus = dice.between(0.05, 1.2);
  const hold = dice.between(1, 3);
  const side = dice.next() < 0.5 ? -1 : 1;
  /**
   * @param {number} angle
   * @param {number} rate
   */
  const torque = (angle, rate) => {
    const away = wrap(angle);
    const wanted = -feedback[0] * away - feedback[1] * rate;
    if (Math.abs(away) < 0.35 && Math.abs(wanted) < 3 * limit) return clamp(wanted, 1.6 * limit);
    const [, cosine] = sinCos(angle);
    const missing = gravity * (1 - cosine) - (rate * rate) / 2 + surplus;
    // Hanging still, there is no direction to pump in: each driver has a favourite side.
    const direction = Math.abs(rate) < 0.02 ? side : rate;
    return clamp(pump * missing * direction, limit);
  };
  return { torque, hold };
}
