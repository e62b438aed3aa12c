/**
 * Distance to demonstrations by brute force on the GPU (docs/methods.md 1.4), exact: float32 finds the nearest point and how far
 * the next one is; where they are too close together for float32 to tell them apart, a k-d tree decides. How far the
 * nearest is is computed in float64.
 */
import type { Floats } from '../../basics/arrays';
import { NeighbourTree } from '../../reward/distance/nearest';
import type { NearestPoints, NeighbourProgram } from '../backend';
import { nearestKernel } from './bindings';
import { inColumns, isFiniteRow } from './columns';
import { inChunks, Program } from './launches';
import { Pace } from './pace';
import { Buffers } from './session';
import type { Session } from './session';

const threads = 64;
const capacity = 8192;
/** No episode has this number. */
const noEpisode = 0xffffffff;
/** Half a unit in the last place of 1 in float32. */
const unit = 2 ** -24;

interface Held {
  readonly program: Program;
  readonly queries: GPUBuffer;
  readonly excluded: GPUBuffer;
  readonly results: GPUBuffer;
}

/** What the kernel says of a chunk's queries, two words each. */
interface Answers {
  readonly indices: Uint32Array;
  /** Squared distance of the second nearest, at every other place from 1 on. */
  readonly squares: Float32Array;
}

export class DeviceNeighbours implements NeighbourProgram {
  /** Queries that were left to the tree so far. */
  undecided = 0;
  private tree: NeighbourTree | null = null;
  private readonly farthest: number;

  private readonly buffers: Buffers;
  private readonly held: Promise<Held>;
  private readonly pace = new Pace();

  /**
   * @param points [rows × dims], finite; they stay on the device, and a device that they do not fit is told of later
   * @param episodes [rows] episode of each point, needed for exclusion only
   */
  constructor(
    private readonly session: Session,
    private readonly points: Floats,
    private readonly rows: number,
    private readonly dims: number,
    private readonly episodes: Uint32Array | null = null,
  ) {
    this.farthest = farthestOf(points, rows, dims);
    this.buffers = new Buffers(session);
    this.held = session.checked(() => this.open(episodes ?? new Uint32Array(rows)));
    // Told by the first call that waits for it.
    this.held.catch(() => undefined);
  }

  async nearest(x: Floats, queries: number, excluded: Uint32Array | null = null): Promise<NearestPoints> {
    const held = await this.held;
    const found = { distances: new Float64Array(queries).fill(NaN), indices: new Int32Array(queries).fill(-1) };
    await inChunks(this.session, this.pace, 4, capacity, queries, async (from, count) => {
      const answers = await this.chunk(held, x, from, count, excluded);
      for (let i = 0; i < count; i++) {
        if (isFiniteRow(x, from + i, this.dims)) this.decide(answers, i, x, from + i, excluded?.[from + i], found);
      }
    });
    return found;
  }

  dispose(): void {
    this.buffers.destroy();
  }

  private async open(episodes: Uint32Array): Promise<Held> {
    const { session, buffers, points, rows, dims } = this;
    const quads = Math.max(1, Math.ceil(rows / 4));
    const placed = buffers.filled('points', inColumns(points, 0, rows, dims, 4 * quads));
    const numbers = buffers.filled('episodes', rows > 0 ? episodes : new Uint32Array(1));
    const queries = buffers.storage('queries', dims * capacity * 4);
    const excluded = buffers.storage('excluded episodes', capacity * 4);
    const results = buffers.storage('nearest points', capacity * 8);
    const bound = { 0: placed, 1: queries, 2: numbers, 3: excluded, 4: results };
    const constants = { D: dims, POINTS: rows, POINT_QUADS: quads, THREADS: threads };
    return { program: await Program.open(session, nearestKernel, constants, bound), queries, excluded, results };
  }

  private async chunk(
    held: Held,
    x: Floats,
    from: number,
    count: number,
    excluded: Uint32Array | null,
  ): Promise<Answers> {
    const { session, dims } = this;
    session.demand();
    session.upload(held.queries, inColumns(x, from, count, dims, 4));
    session.upload(held.excluded, excluded?.slice(from, from + count) ?? new Uint32Array(count).fill(noEpisode));
    held.program.run(session, Math.ceil(count / 4));
    const squares = await session.read([{ buffer: held.results, offset: 0, size: 8 * count }]);
    return { indices: new Uint32Array(squares.buffer), squares };
  }

  private decide(
    { indices, squares }: Answers,
    i: number,
    x: Floats,
    query: number,
    excluded: number | undefined,
    found: NearestPoints,
  ): void {
    const { rows, dims } = this;
    const point = indices[2 * i];
    const distance = point < rows ? this.distance(point, x, query) : Infinity;
    const others = this.atLeast(Math.sqrt(squares[2 * i + 1]), x, query);
    if (point < rows && distance < others) {
      found.indices[query] = point;
      found.distances[query] = distance;
      return;
    }
    this.undecided++;
    this.tree ??= new NeighbourTree(this.points, rows, dims, this.episodes);
    const nearest = this.tree.nearest(x, 1, excluded, query * dims);
    found.indices[query] = nearest.count > 0 ? nearest.indices[0] : -1;
    found.distances[query] = nearest.count > 0 ? nearest.distances[0] : Infinity;
  }

  /** How near a point may be in truth whose distance is so much in float32. */
  private atLeast(distance: number, x: Floats, query: number): number {
    const { dims } = this;
    const size = Math.hypot(...x.subarray(query * dims, (query + 1) * dims));
    return distance * (1 - 1.05 * unit * (dims / 2 + 8)) - 1.05 * unit * (size + this.farthest);
  }

  private distance(point: number, x: Floats, query: number): number {
    const { dims, points } = this;
    let squares = 0;
    for (let d = 0; d < dims; d++) {
      const gap = x[query * dims + d] - points[point * dims + d];
      squares += gap * gap;
    }
    return Math.sqrt(squares);
  }
}

/** Largest distance of a point from the origin. */
function farthestOf(points: Floats, rows: number, dims: number): number {
  let farthest = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let at = row * dims; at < (row + 1) * dims; at++) squares += points[at] * points[at];
    farthest = Math.max(farthest, squares);
  }
  return Math.sqrt(farthest);
}
