/**
 * Distance to demonstrations by brute force on the GPU (METHODS.md 1.4): which point is nearest is found in float32, how
 * far it is in float64. Where several points are equally near up to float32's rounding, any of them may be named.
 */
import type { Floats } from '../../basics/arrays';
import { nearestKernel } from './bindings';
import { inColumns, isFiniteRow } from './columns';
import { inChunks, Program } from './launches';
import { Pace } from './pace';
import { Buffers } from './session';
import type { Session } from './session';

export interface NearestPoints {
  /** [queries] Infinity where no point is eligible, NaN where the query is not finite. */
  readonly distances: Float64Array;
  /** [queries] −1 where there is none. */
  readonly indices: Int32Array;
}

const threads = 64;
const capacity = 8192;
/** No episode has this number. */
const noEpisode = 0xffffffff;

interface Held {
  readonly program: Program;
  readonly queries: GPUBuffer;
  readonly excluded: GPUBuffer;
  readonly results: GPUBuffer;
}

export class DeviceNeighbours {
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
    episodes: Uint32Array | null = null,
  ) {
    this.buffers = new Buffers(session);
    this.held = session.checked(() => this.open(episodes ?? new Uint32Array(rows)));
    // Told by the first call that waits for it.
    this.held.catch(() => undefined);
  }

  /**
   * The nearest point of each query.
   * @param x [queries × dims]
   * @param excluded [queries] the episode whose points are passed over
   */
  async nearest(x: Floats, queries: number, excluded: Uint32Array | null = null): Promise<NearestPoints> {
    const held = await this.held;
    const distances = new Float64Array(queries).fill(NaN);
    const indices = new Int32Array(queries).fill(-1);
    await inChunks(this.session, this.pace, 4, capacity, queries, async (from, count) => {
      const nearest = await this.chunk(held, x, from, count, excluded);
      for (let i = 0; i < count; i++) {
        if (!isFiniteRow(x, from + i, this.dims)) continue;
        indices[from + i] = nearest[i] < this.rows ? nearest[i] : -1;
        distances[from + i] = nearest[i] < this.rows ? this.distance(nearest[i], x, from + i) : Infinity;
      }
    });
    return { distances, indices };
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
    const results = buffers.storage('nearest points', capacity * 4);
    const bound = { 0: placed, 1: queries, 2: numbers, 3: excluded, 4: results };
    const constants = { D: dims, POINTS: rows, POINT_QUADS: quads, THREADS: threads };
    return { program: await Program.open(session, nearestKernel, constants, bound), queries, excluded, results };
  }

  private async chunk(held: Held, x: Floats, from: number, count: number, excluded: Uint32Array | null) {
    const { session, dims } = this;
    session.demand();
    session.upload(held.queries, inColumns(x, from, count, dims, 4));
    session.upload(held.excluded, excluded?.slice(from, from + count) ?? new Uint32Array(count).fill(noEpisode));
    held.program.run(session, Math.ceil(count / 4));
    const read = await session.read([{ buffer: held.results, offset: 0, size: 4 * count }]);
    return new Uint32Array(read.buffer);
  }

  private distance(point: number, x: Floats, query: number): number {
    const { dims, points } = this;
    let squares = 0;
    for (let d = 0; d < dims; d++) squares += (x[query * dims + d] - points[point * dims + d]) ** 2;
    return Math.sqrt(squares);
  }
}
