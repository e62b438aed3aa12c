/**
 * Value iteration over places of a maze (docs/methods.md 9): nodes on a square grid, eight moves of one length, values between
 * nodes bilinear, walls that the planner believes in without value and left out of the interpolation.
 */
import type { Layout } from '../maze/layout';
import { inWall } from '../maze/layout';

/** What a plan is asked with; defaults of docs/methods.md 9 in `defaultPlan`. */
export interface PlanSettings {
  /** Nodes a side. */
  readonly grid: number;
  /** Both axes reach from low to high, in tiles. */
  readonly range: readonly [low: number, high: number];
  readonly gamma: number;
  readonly maxSweeps: number;
  /** Largest change of a value at which the sweeps end. */
  readonly tolerance: number;
  /** Length of a move, in tiles. */
  readonly moveLength: number;
  /** Paid a step inside the radius; the goal does not absorb. */
  readonly goal: { readonly centre: readonly [number, number]; readonly radius: number; readonly bonus: number };
}

export const defaultPlan: Omit<PlanSettings, 'goal'> = {
  grid: 80,
  range: [-4, 4],
  gamma: 0.97,
  maxSweeps: 500,
  tolerance: 1e-5,
  moveLength: 0.15,
};

export interface Plan {
  readonly settings: PlanSettings;
  /** [grid × grid], row-major with y along rows; NaN in believed walls. */
  readonly values: Float64Array;
  /** [8 × grid × grid] reward of each move. */
  readonly rewards: Float64Array;
  /** [grid × grid] 1 where the planner believes in a wall. */
  readonly walls: Uint8Array;
  readonly sweeps: number;
  /** Largest change of the last sweep. */
  readonly change: number;
}

export const moves = 8;

/** Unit direction of move a, counted from +x against the clock. */
export function directionOf(move: number): readonly [number, number] {
  const diagonal = Math.SQRT1_2;
  const across = [1, diagonal, 0, -diagonal, -1, -diagonal, 0, diagonal][move];
  const up = [0, diagonal, 1, diagonal, 0, -diagonal, -1, -diagonal][move];
  return [across, up];
}

/** Coordinates of the nodes of one axis, ascending. */
export function nodesOf({ grid, range: [low, high] }: Pick<PlanSettings, 'grid' | 'range'>): Float64Array {
  return Float64Array.from({ length: grid }, (_, i) => low + ((high - low) * i) / (grid - 1));
}

/** True where the planner believes that nobody can be. */
export type Closed = (x: number, y: number) => boolean;

/** True when a diagonal move from a place would pass between two closed sides, or any move would end in a wall. */
export function blocked(closed: Closed, x: number, y: number, move: number, length: number): boolean {
  const [across, up] = directionOf(move);
  const [toX, toY] = [x + length * across, y + length * up];
  if (closed(toX, toY)) return true;
  return move % 2 === 1 && closed(toX, y) && closed(x, toY);
}

/** The believed walls of a layout and of tiles closed by suppression (docs/methods.md 9). */
export function believedWalls(layout: Layout, alsoClosed: Closed = () => false): Closed {
  return (x, y) => inWall(layout, x, y) || alsoClosed(x, y);
}

/**
 * Plans by Gauss–Seidel sweeps in both directions until no value changes by more than the tolerance.
 * @param rewards [8 × grid²] reward of each move at each node, without the goal's bonus
 */
export function planValues(closed: Closed, rewards: Float64Array, settings: PlanSettings): Plan {
  const { grid, gamma, maxSweeps, tolerance } = settings;
  const nodes = nodesOf(settings);
  const walls = new Uint8Array(grid * grid);
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++)
      walls[row * grid + column] = Number(closed(nodes[column], nodes[row]));
  }
  const paid = withBonus(rewards, nodes, settings);
  const ways = waysOf(closed, walls, nodes, settings);
  const values = new Float64Array(grid * grid);
  let sweeps = 0;
  let change = Infinity;
  while (sweeps < maxSweeps && change > tolerance) {
    change = sweep(values, paid, ways, gamma, sweeps % 2 === 0);
    sweeps++;
  }
  for (let node = 0; node < values.length; node++) if (walls[node] === 1) values[node] = NaN;
  return { settings, values, rewards: paid, walls, sweeps, change };
}

/** Rewards with the goal's bonus at every node inside its radius, whatever the move. */
function withBonus(rewards: Float64Array, nodes: Float64Array, { grid, goal }: PlanSettings): Float64Array {
  const paid = Float64Array.from(rewards);
  for (let node = 0; node < grid * grid; node++) {
    const away = Math.hypot(nodes[node % grid] - goal.centre[0], nodes[Math.floor(node / grid)] - goal.centre[1]);
    if (away <= goal.radius) for (let move = 0; move < moves; move++) paid[move * grid * grid + node] += goal.bonus;
  }
  return paid;
}

/** Free nodes in order, and for each of their moves the four nodes that it ends among, with their weights. */
interface Ways {
  readonly nodes: Uint32Array;
  /** [free × 8] the node at the lower left corner of the cell that the move ends in; −1 = blocked. */
  readonly corners: Int32Array;
  /** [free × 8 × 4] weights, summing to 1, none on a wall. */
  readonly weights: Float64Array;
  readonly grid: number;
}

function waysOf(closed: Closed, walls: Uint8Array, nodes: Float64Array, settings: PlanSettings): Ways {
  const { grid, moveLength } = settings;
  const free = Uint32Array.from(walls.keys()).filter((node) => walls[node] === 0);
  const corners = new Int32Array(free.length * moves).fill(-1);
  const weights = new Float64Array(free.length * moves * 4);
  free.forEach((node, i) => {
    const [x, y] = [nodes[node % grid], nodes[Math.floor(node / grid)]];
    for (let move = 0; move < moves; move++) {
      if (blocked(closed, x, y, move, moveLength)) continue;
      const [across, up] = directionOf(move);
      const corner = cornerAt(settings, x + moveLength * across, y + moveLength * up);
      const parts = cornerWeights(corner, walls, grid);
      if (parts === null) continue;
      corners[i * moves + move] = corner.node;
      weights.set(parts, (i * moves + move) * 4);
    }
  });
  return { nodes: free, corners, weights, grid };
}

interface Corner {
  /** The lower left node of the cell. */
  readonly node: number;
  /** Shares of the cell's sides, in [0, 1]. */
  readonly across: number;
  readonly up: number;
}

function cornerAt({ grid, range: [low, high] }: PlanSettings, x: number, y: number): Corner {
  const scale = (grid - 1) / (high - low);
  const place = (v: number) => Math.max(0, Math.min(grid - 1, (v - low) * scale));
  const column = Math.min(grid - 2, Math.floor(place(x)));
  const row = Math.min(grid - 2, Math.floor(place(y)));
  return { node: row * grid + column, across: place(x) - column, up: place(y) - row };
}

/** Bilinear weights of lower left, lower right, upper left, upper right without walls; null where all are walls. */
function cornerWeights({ node, across, up }: Corner, walls: Uint8Array, grid: number): number[] | null {
  const plain = [(1 - across) * (1 - up), across * (1 - up), (1 - across) * up, across * up];
  const open = plain.map((weight, i) => (walls[node + (i & 1) + (i >> 1) * grid] === 0 ? weight : 0));
  const sum = open.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? open.map((weight) => weight / sum) : null;
}

/** One sweep in place. @returns the largest change */
function sweep(values: Float64Array, rewards: Float64Array, ways: Ways, gamma: number, forward: boolean): number {
  const { nodes, corners, weights, grid } = ways;
  const count = nodes.length;
  const stride = grid * grid;
  let change = 0;
  for (let step = 0; step < count; step++) {
    const i = forward ? step : count - 1 - step;
    const node = nodes[i];
    const stay = gamma * values[node];
    let best = -Infinity;
    for (let move = 0; move < moves; move++) {
      const corner = corners[i * moves + move];
      // A blocked move stays put and earns nothing.
      let worth = stay;
      if (corner >= 0) {
        const at = (i * moves + move) * 4;
        const next =
          weights[at] * values[corner] +
          weights[at + 1] * values[corner + 1] +
          weights[at + 2] * values[corner + grid] +
          weights[at + 3] * values[corner + grid + 1];
        worth = rewards[move * stride + node] + gamma * next;
      }
      if (worth > best) best = worth;
    }
    change = Math.max(change, Math.abs(best - values[node]));
    values[node] = best;
  }
  return change;
}

/** Interpolated value at a place, walls left out; NaN where there is none. */
export function valueAt({ settings, values, walls }: Plan, x: number, y: number): number {
  const corner = cornerAt(settings, x, y);
  const weights = cornerWeights(corner, walls, settings.grid);
  if (weights === null) return NaN;
  return weights.reduce((sum, weight, i) => {
    return weight === 0 ? sum : sum + weight * values[corner.node + (i & 1) + (i >> 1) * settings.grid];
  }, 0);
}

/**
 * The move that the plan prefers at a place, the first of equals; only where all are blocked, a blocked one: between nodes the
 * interpolation near walls may favour standing still, which leads nowhere *(choice)*.
 * @param rewardOf reward of a move at the place, the goal's bonus included
 */
export function bestMove(plan: Plan, closed: Closed, rewardOf: (move: number) => number, x: number, y: number): number {
  const { moveLength, gamma } = plan.settings;
  let best = 0;
  let worth = -Infinity;
  for (let move = 0; move < moves; move++) {
    if (blocked(closed, x, y, move, moveLength)) continue;
    const [across, up] = directionOf(move);
    const here = rewardOf(move) + gamma * valueAt(plan, x + moveLength * across, y + moveLength * up);
    if (here > worth) [best, worth] = [move, here];
  }
  return best;
}
