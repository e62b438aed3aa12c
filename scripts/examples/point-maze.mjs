/**
 * A point mass walks layout 01 from a random place in the start tiles to the goal: force-limited PD control towards a
 * point that runs ahead on a smoothed path, in four driving styles, with process noise.
 */
import { clamp, rounded } from './numbers.mjs';

/** @typedef {import('./numbers.mjs').Dice} Dice */
/** @typedef {[number, number]} Point */

/** Speed in tiles a second, how far ahead the driver looks, lane to the left (+) or right (−), in tiles. */
const styles = [
  { speed: [0.9, 1.1], ahead: [0.3, 0.45], lane: [-0.1, 0.1] },
  { speed: [1.2, 1.45], ahead: [0.45, 0.7], lane: [-0.22, 0.22] },
  { speed: [1.4, 1.7], ahead: [0.6, 0.9], lane: [-0.15, 0.15] },
  { speed: [1.0, 1.4], ahead: [0.35, 0.5], lane: [-0.32, 0.32] },
];
const step = 0.01;
const stepsPerFrame = 5;
/** Seconds after which a walk counts as lost. */
const longest = 20;
const maximumForce = 6;
const goalRadius = 0.12;
/** The mass keeps this far from walls; walks that do not are walked again. */
const clearance = 0.08;

export const columns = ['episode', 'time_s', 'x', 'y', 'vx', 'vy'];

/**
 * @param {{rows: string[], route: Point[]}} layout
 * @param {number} episodes
 * @param {Dice} dice
 * @returns {number[][]} rows of `columns`: s, tiles, tiles a second
 */
export function pointMaze(layout, episodes, dice) {
  const table = [];
  for (let episode = 0; episode < episodes; episode++) {
    let walked = walk(layout, dice);
    while (walked === null) walked = walk(layout, dice);
    for (const row of walked) table.push([episode, ...row]);
  }
  return table;
}

/**
 * True when a square of half-width `margin` around a place touches a wall tile.
 * @param {readonly string[]} rows
 * @param {number} x
 * @param {number} y
 * @param {number} margin
 */
export function touchesWall(rows, x, y, margin) {
  const sides = [-margin, margin];
  return sides.some((dx) => sides.some((dy) => tileAt(rows, x + dx, y + dy) === '#'));
}

/**
 * Outside of the layout is wall.
 * @param {readonly string[]} rows
 * @param {number} x
 * @param {number} y
 */
function tileAt(rows, x, y) {
  return rows[Math.round(3.5 - y)]?.[Math.round(x + 3.5)] ?? '#';
}

/**
 * One walk; null when it came too close to a wall or took too long.
 * @param {{rows: string[], route: Point[]}} layout
 * @param {Dice} dice
 * @returns {number[][] | null}
 */
function walk(layout, dice) {
  const style = dice.pick(styles);
  const [speed, ahead, lane] = [style.speed, style.ahead, style.lane].map(([low, high]) => dice.between(low, high));
  const start = randomStart(layout.rows, dice);
  const path = smooth(shift(wayPoints(layout, start), lane), 3);
  const state = { x: start[0], y: start[1], vx: 0, vy: 0, at: 0 };
  const sway = { x: 0, y: 0 };
  const frames = [];
  for (let tick = 0; tick * step < longest; tick++) {
    if (touchesWall(layout.rows, state.x, state.y, clearance)) return null;
    if (tick % stepsPerFrame === 0) frames.push(frame(tick * step, state));
    if (arrived(path, state)) return frames;
    push(state, sway, path, speed, ahead, dice);
  }
  return null;
}

/**
 * @param {number} time
 * @param {{x: number, y: number, vx: number, vy: number}} state
 */
function frame(time, { x, y, vx, vy }) {
  return [rounded(time, 2), ...[x, y, vx, vy].map((value) => rounded(value, 4))];
}

/**
 * @param {Point[]} path
 * @param {{x: number, y: number, vx: number, vy: number}} state
 */
function arrived(path, { x, y, vx, vy }) {
  const [goalX, goalY] = path[path.length - 1];
  return length(x - goalX, y - goalY) < goalRadius && length(vx, vy) < 0.15;
}

/**
 * One step of semi-implicit Euler under the driver's force and a slowly changing disturbance.
 * @param {{x: number, y: number, vx: number, vy: number, at: number}} state
 * @param {{x: number, y: number}} sway
 * @param {Point[]} path
 * @param {number} speed
 * @param {number} ahead
 * @param {Dice} dice
 */
function push(state, sway, path, speed, ahead, dice) {
  const target = lookAhead(path, state, ahead);
  const [toX, toY] = [target[0] - state.x, target[1] - state.y];
  const distance = length(toX, toY) || 1;
  const wanted = Math.min(speed, 2.2 * distance + 0.05);
  sway.x += -0.04 * sway.x + 0.1 * dice.normal();
  sway.y += -0.04 * sway.y + 0.1 * dice.normal();
  const force = [(wanted * toX) / distance - state.vx, (wanted * toY) / distance - state.vy].map((gap) => 7 * gap);
  state.vx += step * (clamp(force[0], maximumForce) + sway.x);
  state.vy += step * (clamp(force[1], maximumForce) + sway.y);
  state.x += step * state.vx;
  state.y += step * state.vy;
}

/**
 * The point of the path `ahead` tiles after the nearest one; progress never goes back.
 * @param {Point[]} path
 * @param {{x: number, y: number, at: number}} state
 * @param {number} ahead
 */
function lookAhead(path, state, ahead) {
  const gap = (/** @type {number} */ i) => length(path[i][0] - state.x, path[i][1] - state.y);
  while (state.at + 1 < path.length && gap(state.at + 1) <= gap(state.at)) state.at++;
  let far = state.at;
  let travelled = 0;
  while (far + 1 < path.length && travelled < ahead) {
    travelled += length(path[far + 1][0] - path[far][0], path[far + 1][1] - path[far][1]);
    far++;
  }
  return path[far];
}

/**
 * @param {readonly string[]} rows
 * @param {Dice} dice
 * @returns {Point}
 */
function randomStart(rows, dice) {
  const tiles = rows.flatMap((line, row) => [...line].flatMap((tile, column) => (tile === 'S' ? [[row, column]] : [])));
  const [row, column] = dice.pick(tiles);
  return [column - 3.5 + dice.between(-0.4, 0.4), 3.5 - row + dice.between(-0.4, 0.4)];
}

/**
 * Start, then every tile of the route from the one beside the start's block on, in steps of one tile.
 * @param {{route: Point[]}} layout
 * @param {Point} start
 * @returns {Point[]}
 */
function wayPoints({ route }, start) {
  const corners = route.map(([row, column]) => /** @type {Point} */ ([column - 3.5, 3.5 - row]));
  const tiles = corners.flatMap((corner, i) => (i === 0 ? [corner] : between(corners[i - 1], corner)));
  const gate = tiles.findIndex(([x, y]) => x === corners[2][0] && y === corners[2][1]);
  const middle = /** @type {Point} */ ([corners[2][0] - 0.75, corners[2][1]]);
  return start[0] > middle[0] - 0.2 ? [start, ...tiles.slice(gate)] : [start, middle, ...tiles.slice(gate)];
}

/**
 * Points one tile apart after `from`, up to and with `to`; both on one row or column.
 * @param {Point} from
 * @param {Point} to
 * @returns {Point[]}
 */
function between(from, to) {
  const count = Math.round(length(to[0] - from[0], to[1] - from[1]));
  return Array.from({ length: count }, (_, i) => {
    const share = (i + 1) / count;
    return /** @type {Point} */ ([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
  });
}

/**
 * Moves inner points sideways, across the way from the point before to the one after.
 * @param {Point[]} path
 * @param {number} lane
 * @returns {Point[]}
 */
function shift(path, lane) {
  return path.map((point, i) => {
    if (i === 0 || i === path.length - 1) return point;
    const [alongX, alongY] = [path[i + 1][0] - path[i - 1][0], path[i + 1][1] - path[i - 1][1]];
    const along = length(alongX, alongY) || 1;
    return [point[0] - (lane * alongY) / along, point[1] + (lane * alongX) / along];
  });
}

/**
 * Chaikin's corner cutting; ends stay.
 * @param {Point[]} path
 * @param {number} times
 * @returns {Point[]}
 */
function smooth(path, times) {
  if (times === 0) return path;
  const cut = path.slice(1).flatMap((to, i) => {
    const from = path[i];
    return [0.25, 0.75].map(
      (share) => /** @type {Point} */ ([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]),
    );
  });
  return smooth([path[0], ...cut, path[path.length - 1]], times - 1);
}

/**
 * @param {number} x
 * @param {number} y
 */
function length(x, y) {
  return Math.sqrt(x * x + y * y);
}
