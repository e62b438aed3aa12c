/**
 * Maze layouts of unit tiles: `#` wall, `S` start, `G` goal, `.` free. The centre of tile (row, column) of an R × C layout lies at
 * x = column − (C − 1)/2, y = (R − 1)/2 − row; outside of the layout is wall.
 */
import { fail, ok, type Result } from '../../basics/result';

export interface Layout {
  readonly id: string;
  readonly name: string;
  readonly rows: readonly string[];
  /** Way-points of a route from the start to the goal, [row, column]; where none is given, it is searched for. */
  readonly route?: readonly (readonly [number, number])[];
}
export type Place = readonly [x: number, y: number];

/** A layout from lines of text; `malformed` where lines differ in length, hold another character, or start or goal is missing. */
export function readLayout(id: string, name: string, rows: readonly string[]): Result<Layout> {
  const width = rows[0]?.length ?? 0;
  const advice =
    'A layout has lines of equal length, with # for walls, . for free tiles, S for the start and G for the goal.';
  if (width === 0 || rows.some((row) => row.length !== width || /[^#.SG]/.test(row))) {
    return fail('malformed', 'The lines of the maze are not of one length, or hold other characters.', advice);
  }
  const text = rows.join('');
  if (!text.includes('S') || !text.includes('G')) return fail('malformed', 'The maze has no start or no goal.', advice);
  return ok({ id, name, rows });
}

/** Centre of a tile. */
export function centreOf({ rows }: Layout, row: number, column: number): Place {
  return [column - (rows[0].length - 1) / 2, (rows.length - 1) / 2 - row];
}

/** [row, column] of the tile that a place lies in, which may be outside. */
export function tileOf({ rows }: Layout, x: number, y: number): readonly [row: number, column: number] {
  return [Math.round((rows.length - 1) / 2 - y), Math.round(x + (rows[0].length - 1) / 2)];
}

/** True where a place lies in a wall or outside. */
export function inWall(layout: Layout, x: number, y: number): boolean {
  const [row, column] = tileOf(layout, x, y);
  return (layout.rows[row]?.[column] ?? '#') === '#';
}

/** True when a square of half-width `margin` about a place touches a wall. */
export function touchesWall(layout: Layout, x: number, y: number, margin: number): boolean {
  return [-margin, margin].some((dx) => [-margin, margin].some((dy) => inWall(layout, x + dx, y + dy)));
}

/** Tiles of a kind, [row, column], in reading order. */
export function tilesOf({ rows }: Layout, kind: 'S' | 'G'): (readonly [number, number])[] {
  return rows.flatMap((line, row) =>
    [...line].flatMap((tile, column) => (tile === kind ? [[row, column] as const] : [])),
  );
}

/** Centre of the goal tile; of several, of the first. */
export function goalOf(layout: Layout): Place {
  return centreOf(layout, ...tilesOf(layout, 'G')[0]);
}

/** True when a tile is free. */
export function isFree({ rows }: Layout, row: number, column: number): boolean {
  return (rows[row]?.[column] ?? '#') !== '#';
}

/** A shortest route over tile sides from the first start tile to the goal, as tile centres; null where there is none. */
export function shortestRoute(layout: Layout): Place[] | null {
  const [start] = tilesOf(layout, 'S');
  const [goal] = tilesOf(layout, 'G');
  const key = ([row, column]: readonly [number, number]) => `${row},${column}`;
  const from = new Map<string, readonly [number, number] | null>([[key(start), null]]);
  const queue = [start];
  for (const tile of queue) {
    for (const [down, right] of [
      [0, 1],
      [1, 0],
      [0, -1],
      [-1, 0],
    ]) {
      const next = [tile[0] + down, tile[1] + right] as const;
      if (!isFree(layout, ...next) || from.has(key(next))) continue;
      from.set(key(next), tile);
      queue.push(next);
    }
  }
  if (!from.has(key(goal))) return null;
  const route: Place[] = [];
  for (let tile: readonly [number, number] | null = goal; tile !== null; tile = from.get(key(tile)) ?? null) {
    route.unshift(centreOf(layout, ...tile));
  }
  return route;
}
