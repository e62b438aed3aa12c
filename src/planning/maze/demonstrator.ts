/**
 * The project's own demonstrator of a maze: a walker of changing speed that follows a smoothed route to the goal with swaying
 * and a lane of its own. Seeded; the numbers are frames of a recording, x and y in tiles at a fixed rate.
 */
import type { Random } from '../../basics/random';
import { centreOf, goalOf, type Layout, type Place, shortestRoute, tilesOf, touchesWall } from './layout';

export interface MazeDemonstrations {
  readonly columns: readonly ['episode', 'time_s', 'x', 'y'];
  /** Seconds between frames. */
  readonly timeStep: number;
  /** Rows of `columns`. */
  readonly rows: readonly (readonly number[])[];
}

/** Seconds between frames. */
const timeStep = 0.1;
/** Distance to walls that every frame keeps, in tiles; walks that do not are walked again. */
const clearance = 0.06;
const longest = 600;
const attempts = 200;

/**
 * @param episodes how many walks
 * @returns null where the layout has no way from start to goal, or none wide enough
 */
export function demonstrateMaze(layout: Layout, episodes: number, random: Random): MazeDemonstrations | null {
  const route = routeOf(layout);
  if (route === null) return null;
  const rows: number[][] = [];
  for (let episode = 0; episode < episodes; episode++) {
    const places = walkedOnce(layout, route, random);
    if (places === null) return null;
    places.forEach(([x, y], frame) => rows.push([episode, frame * timeStep, x, y]));
  }
  return { columns: ['episode', 'time_s', 'x', 'y'], timeStep, rows };
}

/** Tile centres from the start to the goal: the layout's own way-points filled in, or a shortest route. */
export function routeOf(layout: Layout): Place[] | null {
  if (layout.route === undefined) return shortestRoute(layout);
  const corners = layout.route.map(([row, column]) => centreOf(layout, row, column));
  return corners.flatMap((corner, i) => (i === 0 ? [corner] : stepsBetween(corners[i - 1], corner)));
}

/** Places one tile apart after `from`, up to and with `to`; both on one row or column. */
function stepsBetween(from: Place, to: Place): Place[] {
  const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1])));
  return Array.from({ length: count }, (_, i) => mix(from, to, (i + 1) / count));
}

function walkedOnce(layout: Layout, route: readonly Place[], random: Random): Place[] | null {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const places = attemptWalk(layout, route, random);
    if (places !== null) return places;
  }
  return null;
}

/** One walk; null when it came too close to a wall or took too long. */
function attemptWalk(layout: Layout, route: readonly Place[], random: Random): Place[] | null {
  const start = startOf(layout, random);
  const nearest = route.reduce((best, place, i) => (away(place, start) < away(route[best], start) ? i : best), 0);
  const lane = random.uniform(-0.18, 0.18);
  const path = smoothed(inLane([start, ...route.slice(Math.max(1, nearest))], lane), 3);
  const speed = random.uniform(0.8, 1.3);
  const goal = goalOf(layout);
  const sway = [0, 0];
  let at = start;
  let along = 0;
  const places: Place[] = [];
  while (places.length < longest) {
    if (touchesWall(layout, ...at, clearance)) return null;
    places.push(at);
    if (away(at, goal) < 0.2) return places;
    along = advance(path, along, at);
    const target = ahead(path, along, 0.35);
    const distance = Math.max(1e-9, away(target, at));
    const stride = Math.min(distance, speed * timeStep * (0.9 + 0.2 * random.next()));
    for (const axis of [0, 1]) sway[axis] = 0.8 * sway[axis] + 0.012 * random.normal();
    const [x, y] = [0, 1].map((axis) => at[axis] + (stride * (target[axis] - at[axis])) / distance + sway[axis] * 0.5);
    at = [x, y];
  }
  return null;
}

function startOf(layout: Layout, random: Random): Place {
  const tiles = tilesOf(layout, 'S');
  const [x, y] = centreOf(layout, ...tiles[random.integer(tiles.length)]);
  return [x + random.uniform(-0.35, 0.35), y + random.uniform(-0.35, 0.35)];
}

/** Index of the point of the path nearest to a place, never before `along`. */
function advance(path: readonly Place[], along: number, at: Place): number {
  while (along + 1 < path.length && away(path[along + 1], at) <= away(path[along], at)) along++;
  return along;
}

/** The point of the path some distance after index `along`. */
function ahead(path: readonly Place[], along: number, distance: number): Place {
  let travelled = 0;
  while (along + 1 < path.length && travelled < distance) {
    travelled += away(path[along], path[along + 1]);
    along++;
  }
  return path[along];
}

/** Inner points moved sideways, across the way from the point before to the one after. */
function inLane(path: readonly Place[], lane: number): Place[] {
  return path.map((place, i) => {
    if (i === 0 || i === path.length - 1) return place;
    const [x, y] = [path[i + 1][0] - path[i - 1][0], path[i + 1][1] - path[i - 1][1]];
    const length = Math.hypot(x, y) || 1;
    return [place[0] - (lane * y) / length, place[1] + (lane * x) / length];
  });
}

/** Chaikin's corner cutting; the ends stay. */
function smoothed(path: readonly Place[], times: number): Place[] {
  if (times === 0) return [...path];
  const cut = path.slice(1).flatMap((to, i) => [mix(path[i], to, 0.25), mix(path[i], to, 0.75)]);
  return smoothed([path[0], ...cut, path[path.length - 1]], times - 1);
}

function mix(from: Place, to: Place, share: number): Place {
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

function away(a: Place, b: Place): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
