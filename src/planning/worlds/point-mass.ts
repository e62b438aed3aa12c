/**
 * A point mass in a maze, pushed by a limited force; walls stop it. True reward of a frame: 1 inside the goal's circle, so that
 * arriving early and staying pays.
 */
import type { Random } from '../../basics/random';
import { centreOf, goalOf, inWall, type Layout, type Place, tilesOf } from '../maze/layout';
import { routeOf } from '../maze/demonstrator';
import { limited, type Policy, type World } from '../world';

/** Tiles a second squared. */
const strongest = 6;
const tick = 0.01;
const ticks = 5;
const goalRadius = 0.4;

/** State: x, y in tiles, their speeds. @param layout one with a way from the start to the goal */
export function pointMass(layout: Layout): World {
  const goal = goalOf(layout);
  const arrived = (states: Float64Array, at: number) =>
    Math.hypot(states[at] - goal[0], states[at + 1] - goal[1]) <= goalRadius;
  return {
    id: `point-mass-${layout.id}`,
    title: `Point mass in maze ${layout.id}`,
    hint: 'A mass is pushed through a maze; the true return counts the frames inside the goal.',
    columns: [
      { name: 'x', unit: 'tiles' },
      { name: 'y', unit: 'tiles' },
      { name: 'vx', unit: 'tiles/s' },
      { name: 'vy', unit: 'tiles/s' },
    ],
    stateWidth: 4,
    actions: { low: [-strongest, -strongest], high: [strongest, strongest] },
    timeStep: tick * ticks,
    horizon: 300,
    start: (random) => Float64Array.of(...startIn(layout, random), 0, 0),
    step(states, at, action, from) {
      for (let i = 0; i < ticks; i++) {
        for (let axis = 0; axis < 2; axis++) {
          states[at + 2 + axis] += tick * limited(action[from + axis], strongest);
          const [x, y] = [states[at], states[at + 1]];
          const moved = states[at + axis] + tick * states[at + 2 + axis];
          if (inWall(layout, axis === 0 ? moved : x, axis === 1 ? moved : y)) states[at + 2 + axis] = 0;
          else states[at + axis] = moved;
        }
      }
    },
    ended: () => false,
    observe(state, at, out, to) {
      for (let d = 0; d < 4; d++) out[to + d] = state[at + d];
    },
    reward: (_before, _action, after) => Number(arrived(after, 0)),
    demonstrator: (random) => driver(layout, random),
  };
}

function startIn(layout: Layout, random: Random): Place {
  const tiles = tilesOf(layout, 'S');
  const [x, y] = centreOf(layout, ...tiles[random.integer(tiles.length)]);
  return [x + random.uniform(-0.35, 0.35), y + random.uniform(-0.35, 0.35)];
}

/** Pushes towards a point that runs ahead on the route, in a lane and at a speed of its own, with a slowly swaying hand. */
function driver(layout: Layout, random: Random): Policy {
  const route = routeOf(layout) ?? [goalOf(layout)];
  const speed = random.uniform(0.9, 1.4);
  const sway = [0, 0];
  let next = -1;
  return (state, action, dice) => {
    const away = ([x, y]: Place) => Math.hypot(x - state[0], y - state[1]);
    if (next < 0)
      next = Math.min(
        route.length - 1,
        1 + route.reduce((best, place, i) => (away(place) < away(route[best]) ? i : best), 0),
      );
    while (next + 1 < route.length && away(route[next]) < 0.35) next++;
    const target = route[next];
    const distance = Math.max(1e-9, away(target));
    const wanted = Math.min(speed, 2.2 * distance + 0.05);
    for (const axis of [0, 1]) {
      sway[axis] = 0.8 * sway[axis] + 0.5 * dice.normal();
      const gap = (wanted * (target[axis] - state[axis])) / distance - state[2 + axis];
      action[axis] = limited(7 * gap + sway[axis], strongest);
    }
  };
}
