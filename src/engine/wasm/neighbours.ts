/** Exact nearest neighbours on our WebAssembly kernel: the typed side of `assembly/neighbours.ts`. */
import type { Floats } from '../../basics/arrays';
import type { FoundNeighbours, NeighbourSearch } from '../../reward/distance/neighbour-search';
import { compactOrder, noEpisode } from '../../reward/distance/neighbour-nodes';
import type { KernelVariant } from './variants';

interface NeighbourExports {
  readonly memory: WebAssembly.Memory;
  readonly points: WebAssembly.Global;
  readonly ids: WebAssembly.Global;
  readonly episodes: WebAssembly.Global;
  readonly queries: WebAssembly.Global;
  readonly excluded: WebAssembly.Global;
  readonly squares: WebAssembly.Global;
  readonly indices: WebAssembly.Global;
  readonly found: WebAssembly.Global;
  readonly nearest: WebAssembly.Global;
  reserve(rows: number, dims: number, most: number, room: number, withEpisodes: number): number;
  pack(): void;
  approach(count: number): void;
  search(count: number, wanted: number): void;
}

type Place = 'points' | 'ids' | 'episodes' | 'queries' | 'excluded' | 'squares' | 'indices' | 'found' | 'nearest';

const pageBytes = 65_536;
/** Float32 of the queries that pass by a panel together: they stay in the second cache. */
const blockFloats = 24_576;
/** Queries are taken six at a time, points in blocks of 64. */
const tile = 6;
const blockPoints = 64;
/** Most neighbours that one search finds. */
export const mostNeighbours = 16;

export class WasmNeighbours implements NeighbourSearch {
  private readonly kernel: NeighbourExports;
  /** Most queries of one pass. */
  private readonly room: number;

  /**
   * @param points [rows × dims] finite
   * @param episodes [rows], needed for exclusion only
   * @throws RangeError when the browser does not give so much memory
   */
  constructor(
    module: WebAssembly.Module,
    points: Float32Array,
    readonly rows: number,
    readonly dims: number,
    private readonly episodes: Uint32Array | null = null,
  ) {
    this.kernel = new WebAssembly.Instance(module, {}).exports as unknown as NeighbourExports;
    this.room = tile * Math.max(8, Math.min(128, Math.floor(blockFloats / (tile * dims))));
    const { memory } = this.kernel;
    const bytes = this.kernel.reserve(rows, dims, mostNeighbours, this.room, episodes ? 1 : 0);
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    const order = compactOrder(points, rows, dims, blockPoints);
    const packed = new Float32Array(memory.buffer, this.at('points'), rows * dims);
    order.forEach((row, at) => packed.set(points.subarray(row * dims, (row + 1) * dims), at * dims));
    new Int32Array(memory.buffer, this.at('ids'), rows).set(order);
    if (episodes) {
      const owners = new Int32Array(memory.buffer, this.at('episodes'), rows);
      order.forEach((row, at) => (owners[at] = episodes[row]));
    }
    this.kernel.pack();
  }

  /** @param k from 1 to `mostNeighbours` */
  search(x: Floats, count: number, k: number, exclude?: Int32Array): FoundNeighbours {
    const { dims, room } = this;
    if (k < 1 || k > mostNeighbours) throw new RangeError(`the kernel finds up to ${mostNeighbours} neighbours`);
    const distances = new Float64Array(count * k).fill(NaN);
    const indices = new Int32Array(count * k).fill(-1);
    const counts = new Int32Array(count);
    const finite = this.alongBlocks(x, finiteRows(x, count, dims));
    for (let from = 0; from < finite.length; from += room) {
      const own = finite.subarray(from, from + room);
      this.place(x, own, exclude);
      this.kernel.search(own.length, k);
      this.collect(own, k, { distances, indices, counts });
    }
    return { distances, indices, counts };
  }

  /** Queries in the order of the blocks that they lie near, so that those that are asked together pass over the same ones. */
  private alongBlocks(x: Floats, rows: Uint32Array): Uint32Array {
    if (rows.length <= tile) return rows;
    const blocks = new Int32Array(rows.length);
    for (let from = 0; from < rows.length; from += this.room) {
      const own = rows.subarray(from, from + this.room);
      this.place(x, own, undefined);
      this.kernel.approach(own.length);
      blocks.set(new Int32Array(this.kernel.memory.buffer, this.at('nearest'), own.length), from);
    }
    const order = Uint32Array.from(rows.keys()).sort((a, b) => blocks[a] - blocks[b] || a - b);
    return order.map((at) => rows[at]);
  }

  private place(x: Floats, own: Uint32Array, exclude: Int32Array | undefined): void {
    const { dims } = this;
    const { buffer } = this.kernel.memory;
    const queries = new Float64Array(buffer, this.at('queries'), own.length * dims);
    const excluded = new Int32Array(buffer, this.at('excluded'), own.length);
    own.forEach((row, i) => {
      queries.set(x.subarray(row * dims, (row + 1) * dims), i * dims);
      excluded[i] = this.episodes && exclude ? exclude[row] : noEpisode;
    });
  }

  private collect(own: Uint32Array, wanted: number, { distances, indices, counts }: FoundNeighbours): void {
    const { buffer } = this.kernel.memory;
    const squares = new Float64Array(buffer, this.at('squares'), own.length * wanted);
    const places = new Int32Array(buffer, this.at('indices'), own.length * wanted);
    const found = new Int32Array(buffer, this.at('found'), own.length);
    own.forEach((row, i) => {
      counts[row] = found[i];
      for (let j = 0; j < found[i]; j++) {
        distances[row * wanted + j] = Math.sqrt(squares[i * wanted + j]);
        indices[row * wanted + j] = places[i * wanted + j];
      }
    });
  }

  /** Addresses beyond 2 GiB come out of the kernel as negative numbers. */
  private at(place: Place): number {
    return (this.kernel[place].value as number) >>> 0;
  }
}

function finiteRows(x: Floats, count: number, dims: number): Uint32Array {
  const rows = new Uint32Array(count);
  let n = 0;
  for (let row = 0; row < count; row++) {
    let finite = true;
    for (let d = row * dims; d < (row + 1) * dims && finite; d++) finite = Number.isFinite(x[d]);
    if (finite) rows[n++] = row;
  }
  return rows.subarray(0, n);
}

const compiled = new Map<KernelVariant, Promise<WebAssembly.Module>>();

async function load(variant: KernelVariant): Promise<WebAssembly.Module> {
  const source =
    variant === 'relaxed'
      ? await import('./assembly/neighbours.ts?kernel-relaxed')
      : await import('./assembly/neighbours.ts?kernel');
  return WebAssembly.compile(source.default);
}

/** The compiled kernel; each variant is compiled once. */
export function neighbourModule(variant: KernelVariant): Promise<WebAssembly.Module> {
  const known = compiled.get(variant) ?? load(variant);
  compiled.set(variant, known);
  return known;
}
