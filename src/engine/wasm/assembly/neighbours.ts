/**
 * Exact nearest neighbours by blocked products (a module of its own). For centred and rounded copies x̂, ŷ in float32,
 * a = x̂·ŷ − ‖ŷ‖²/2 is largest where the distance is least. Every point whose a could, by the bound of its rounding error,
 * belong to a nearer point is measured again by differences in float64, terms in order, which is what decides. So the
 * answer is that of a plain float64 search, to the last bit; equal distances go to the lower row.
 *
 * Points lie in blocks that are near each other (whoever writes them sees to that), each with a middle and a radius: by the
 * triangle inequality most blocks are passed over whole. A block stays in the first cache while queries pass by, six at once.
 */
import { fma } from './simd';

/** Panels of a block: 64 points. */
const blockPanels = 8;
/** Blocks that are measured whole before all others, until enough points were found that are not left out. */
const mostSeeds = 8;
const width = 8;
const tile = 6;
/** Unit roundoff of float32, a little enlarged. */
const unit: f64 = 5.9605e-8;
/** Norms above this leave float32's range when squared: then everything is measured. */
const largestNorm: f64 = 1e18;

let dims: i32 = 0;
let rows: i32 = 0;
let wanted: i32 = 0;
let room: i32 = 0;
let watched: bool = false;

/** [rows × D] float32, block by block */
export let points: usize = 0;
/** [rows] i32: the rows that they were given as, which decide between equal distances */
export let ids: usize = 0;
/** [rows] i32; nothing where no episode is ever left out */
export let episodes: usize = 0;
/** [room × D] float64 */
export let queries: usize = 0;
/** [room] i32, −1 = none left out */
export let excluded: usize = 0;
/** [room × k] float64 squared distances, ascending */
export let squares: usize = 0;
/** [room × k] i32 */
export let indices: usize = 0;
/** [room] i32: valid entries of each query */
export let found: usize = 0;
/** [room] i32: the block whose middle is nearest */
export let nearest: usize = 0;

let centre: usize = 0;
let panels: usize = 0;
/** [blocks] float64: largest ‖ŷ‖ of each, norm of its middle, and how far from that its points lie at most */
let blockNorms: usize = 0;
let middleNorms: usize = 0;
let radii: usize = 0;
/** Middles, packed as points are, in panels of their own */
let middles: usize = 0;
/** [room × blocks, in eights] float32: a of each middle */
let middleSums: usize = 0;
/** [room × seeds] i32: blocks that were measured whole, −1 = none */
let seeds: usize = 0;
/** [room × D] float32 */
let rounded: usize = 0;
/** [room] float64 ‖x̂‖ */
let queryNorms: usize = 0;
/** [room] float32: a below this cannot matter */
let limits: usize = 0;
/** [6 × 8] float32 */
let scratch: usize = 0;

function aligned(bytes: usize): usize {
  return (bytes + 15) & ~(<usize>15);
}

function panelCount(): i32 {
  return (rows + width - 1) / width;
}

function blockCount(): i32 {
  return (panelCount() + blockPanels - 1) / blockPanels;
}

function middlePanels(): i32 {
  return (blockCount() + width - 1) / width;
}

/**
 * Lays out memory. @param queryRoom a multiple of six @returns bytes that are needed in all
 */
export function reserve(n: i32, d: i32, k: i32, queryRoom: i32, withEpisodes: i32): f64 {
  rows = n;
  dims = d;
  wanted = k;
  room = queryRoom;
  watched = withEpisodes != 0;
  const count = <usize>panelCount();
  const q = <usize>room;
  let cursor: usize = aligned(__heap_base);
  scratch = cursor;
  cursor += tile * width * 4;
  centre = cursor;
  cursor = aligned(cursor + <usize>d * 8);
  points = cursor;
  cursor = aligned(cursor + <usize>n * <usize>d * 4);
  ids = cursor;
  cursor = aligned(cursor + <usize>n * 4);
  episodes = cursor;
  if (watched) cursor = aligned(cursor + <usize>n * 4);
  panels = cursor;
  cursor = aligned(cursor + count * <usize>(d + 1) * width * 4);
  blockNorms = cursor;
  const blocks = <usize>blockCount();
  cursor = aligned(cursor + blocks * 8);
  middleNorms = cursor;
  cursor = aligned(cursor + blocks * 8);
  radii = cursor;
  cursor = aligned(cursor + blocks * 8);
  middles = cursor;
  cursor = aligned(cursor + <usize>middlePanels() * <usize>(d + 1) * width * 4);
  middleSums = cursor;
  cursor = aligned(cursor + q * <usize>middlePanels() * width * 4);
  seeds = cursor;
  cursor = aligned(cursor + q * mostSeeds * 4);
  nearest = cursor;
  cursor = aligned(cursor + q * 4);
  queries = cursor;
  cursor = aligned(cursor + q * <usize>d * 8);
  rounded = cursor;
  cursor = aligned(cursor + q * <usize>d * 4);
  queryNorms = cursor;
  cursor = aligned(cursor + q * 8);
  limits = cursor;
  cursor = aligned(cursor + q * 4);
  excluded = cursor;
  cursor = aligned(cursor + q * 4);
  squares = cursor;
  cursor = aligned(cursor + q * <usize>k * 8);
  indices = cursor;
  cursor = aligned(cursor + q * <usize>k * 4);
  found = cursor;
  cursor = aligned(cursor + q * 4);
  return <f64>cursor;
}

/** Centres the points about their mean and packs them; once, after they were written. */
export function pack(): void {
  const d = <usize>dims;
  for (let j: usize = 0; j < d; j++) {
    let sum: f64 = 0;
    for (let i: usize = 0; i < <usize>rows; i++) sum += <f64>load<f32>(points + (i * d + j) * 4);
    store<f64>(centre + j * 8, rows > 0 ? sum / <f64>rows : 0);
  }
  const count = panelCount();
  for (let panel = 0; panel < count; panel++) packPanel(panel);
  for (let block = 0; block < middlePanels() * width; block++) packMiddle(block);
}

/** The middle of a block, rounded, and its radius about that; a place without a block lies infinitely far away. */
function packMiddle(block: i32): void {
  const start = middles + <usize>(block / width) * <usize>(dims + 1) * width * 4 + <usize>(block % width) * 4;
  const first = block * blockPanels * width;
  const end = min(rows, first + blockPanels * width);
  let square: f64 = 0;
  for (let j = 0; j < dims; j++) {
    let sum: f64 = 0;
    for (let row = first; row < end; row++) sum += offset(row, j);
    const value = first < end ? <f32>(sum / <f64>(end - first)) : 0;
    square += <f64>value * <f64>value;
    store<f32>(start + <usize>(j + 1) * width * 4, value);
  }
  store<f32>(start, first < end ? <f32>(-0.5 * square) : -f32.MAX_VALUE);
  if (first >= end) return;
  let largest: f64 = 0;
  for (let row = first; row < end; row++) {
    let away: f64 = 0;
    for (let j = 0; j < dims; j++) {
      const gap = offset(row, j) - <f64>load<f32>(start + <usize>(j + 1) * width * 4);
      away += gap * gap;
    }
    if (!(away <= largest)) largest = away;
  }
  store<f64>(middleNorms + <usize>block * 8, sqrt(square));
  store<f64>(radii + <usize>block * 8, sqrt(largest) * (1 + 1e-9) + 1e-44);
}

/** A value of a point, about the centre of all. */
function offset(row: i32, j: i32): f64 {
  return <f64>load<f32>(points + (<usize>row * <usize>dims + <usize>j) * 4) - load<f64>(centre + <usize>j * 8);
}

function packPanel(panel: i32): void {
  const start = panels + <usize>panel * <usize>(dims + 1) * width * 4;
  const block = blockNorms + <usize>(panel / blockPanels) * 8;
  if (panel % blockPanels == 0) store<f64>(block, 0);
  for (let column = 0; column < width; column++) {
    const row = panel * width + column;
    let square: f64 = 0;
    for (let j = 0; j < dims; j++) {
      let value: f32 = 0;
      if (row < rows) {
        const at = points + (<usize>row * <usize>dims + <usize>j) * 4;
        value = <f32>(<f64>load<f32>(at) - load<f64>(centre + <usize>j * 8));
      }
      square += <f64>value * <f64>value;
      store<f32>(start + (<usize>(j + 1) * width + <usize>column) * 4, value);
    }
    // A column that is no point lies infinitely far away.
    store<f32>(start + <usize>column * 4, row < rows ? <f32>(-0.5 * square) : -f32.MAX_VALUE);
    const norm = sqrt(square);
    if (!(norm <= load<f64>(block))) store<f64>(block, norm);
  }
}

/** Finds the block whose middle is nearest to each of the first `count` queries, which must be finite. */
export function approach(count: i32): void {
  for (let query = 0; query < count; query++) {
    place(query, count);
    sumMiddles(query);
    store<i32>(nearest + <usize>query * 4, nearestBlock(query));
  }
}

/**
 * Finds the `k` nearest points of the first `count` queries, which must be finite; k at most what was reserved for. Queries
 * that lie near each other should follow each other.
 */
export function search(count: i32, k: i32): void {
  wanted = k;
  const padded = ((count + tile - 1) / tile) * tile;
  for (let query = 0; query < padded; query++) place(query, count);
  for (let query = 0; query < count; query++) seed(query);
  const all = panelCount();
  for (let block = 0; block < blockCount(); block++) {
    const end = min((block + 1) * blockPanels, all);
    const norm = load<f64>(blockNorms + <usize>block * 8);
    for (let query = 0; query < padded; query += tile) {
      if (!anyNear(query, min(tile, count - query), block, norm)) continue;
      for (let panel = block * blockPanels; panel < end; panel++) sixQueries(query, panel, count, norm);
    }
  }
}

/** Measures the blocks whose middles are nearest, until enough points were found. */
function seed(query: i32): void {
  sumMiddles(query);
  const own = seeds + <usize>query * mostSeeds * 4;
  const blocks = blockCount();
  for (let i = 0; i < min(mostSeeds, blocks); i++) {
    const block = nearestBlock(query);
    if (isSeed(query, block)) return;
    store<i32>(own + <usize>i * 4, block);
    const end = min(rows, (block + 1) * blockPanels * width);
    for (let row = block * blockPanels * width; row < end; row++) {
      if (!isLeftOut(query, row)) keep(query, row, squaredDistance(query, row));
    }
    if (load<i32>(found + <usize>query * 4) == wanted) return;
  }
}

function isSeed(query: i32, block: i32): bool {
  const own = seeds + <usize>query * mostSeeds * 4;
  for (let i = 0; i < mostSeeds; i++) if (load<i32>(own + <usize>i * 4) == block) return true;
  return false;
}

function isLeftOut(query: i32, row: i32): bool {
  return watched && load<i32>(episodes + <usize>row * 4) == load<i32>(excluded + <usize>query * 4);
}

/** a of every middle. */
function sumMiddles(query: i32): void {
  const to = middleSums + <usize>query * <usize>middlePanels() * width * 4;
  let w = middles;
  for (let panel = 0; panel < middlePanels(); panel++) {
    let x = rounded + <usize>query * <usize>dims * 4;
    let low = v128.load(w);
    let high = v128.load(w, 16);
    w += 32;
    for (let j = 0; j < dims; j++) {
      const value = v128.load32_splat(x);
      low = fma(value, v128.load(w), low);
      high = fma(value, v128.load(w, 16), high);
      x += 4;
      w += 32;
    }
    v128.store(to + <usize>panel * width * 4, low);
    v128.store(to + <usize>panel * width * 4, high, 16);
  }
}

/** The block with the largest a that is no seed yet; some block where no a is a number. */
function nearestBlock(query: i32): i32 {
  const sums = middleSums + <usize>query * <usize>middlePanels() * width * 4;
  let best = 0;
  let highest: f32 = -Infinity;
  for (let block = 0; block < blockCount(); block++) {
    const sum = load<f32>(sums + <usize>block * 4);
    if (!(sum > highest) || isSeed(query, block)) continue;
    highest = sum;
    best = block;
  }
  return best;
}

/** Readies the limits of up to six queries for a block. @returns whether one of them can find something there */
function anyNear(first: i32, count: i32, block: i32, norm: f64): bool {
  let any = false;
  for (let query = first; query < first + count; query++) {
    if (isNear(query, block)) {
      raise(query, norm);
      any = true;
    } else store<f32>(limits + <usize>query * 4, f32.MAX_VALUE);
  }
  return any;
}

/** Whether a block, by its middle and radius, can hold a point that is nearer than the k-th found so far. */
function isNear(query: i32, block: i32): bool {
  if (isSeed(query, block)) return false;
  const least = leastSum(query, load<f64>(middleNorms + <usize>block * 8), load<f64>(radii + <usize>block * 8));
  const sums = middleSums + <usize>query * <usize>middlePanels() * width * 4;
  return !(<f64>load<f32>(sums + <usize>block * 4) < least);
}

/** Rounds one query, or fills a place that none stands at. */
function place(query: i32, count: i32): void {
  const from = queries + <usize>query * <usize>dims * 8;
  const to = rounded + <usize>query * <usize>dims * 4;
  let square: f64 = 0;
  for (let j: usize = 0; j < <usize>dims; j++) {
    const value = query < count ? <f32>(load<f64>(from + j * 8) - load<f64>(centre + j * 8)) : 0;
    square += <f64>value * <f64>value;
    store<f32>(to + j * 4, value);
  }
  store<f64>(queryNorms + <usize>query * 8, sqrt(square));
  store<f32>(limits + <usize>query * 4, f32.MAX_VALUE);
  store<i32>(found + <usize>query * 4, 0);
  for (let i = 0; i < mostSeeds; i++) store<i32>(seeds + <usize>(query * mostSeeds + i) * 4, -1);
}

/**
 * The largest a that cannot belong to a point nearer than, or as near as, the k-th found so far, or to a middle that lies at
 * most `radius` from such a point. Let S be the k-th square, w the error of rounding x and y, and E that of the product: such
 * a point has a ≥ ‖x̂‖²/2 − (√S + w + radius)²/2 − E. @param norm of the point or middle, at most
 */
function leastSum(query: i32, norm: f64, radius: f64): f64 {
  const own = load<f64>(queryNorms + <usize>query * 8);
  const full = load<i32>(found + <usize>query * 4) == wanted;
  if (!full || !(own < largestNorm) || !(norm < largestNorm)) return -Infinity;
  const square = load<f64>(squares + (<usize>query * <usize>wanted + <usize>(wanted - 1)) * 8);
  const terms = <f64>(dims + 3);
  const reach = sqrt(square) * (1 + 1e-12 * terms) + unit * 1.01 * (own + norm) + terms * 1e-44 + radius;
  const error = 1.02 * terms * unit * (0.5 * norm * norm + own * norm) + terms * 1e-44;
  const half = 0.5 * own * own;
  const exact = half * (1 - 1e-12) - 0.5 * reach * reach * (1 + 1e-12) - error;
  // Rounded down, so that the comparison is never stricter.
  return exact - abs(exact) * 2 * unit - 1e-44;
}

function raise(query: i32, norm: f64): void {
  store<f32>(limits + <usize>query * 4, <f32>leastSum(query, norm, 0));
}

/** Six queries by the eight points of a panel. */
function sixQueries(query: i32, panel: i32, count: i32, norm: f64): void {
  const stride = <usize>dims * 4;
  let x0 = rounded + <usize>query * stride;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  let x4 = x3 + stride;
  let x5 = x4 + stride;
  let w = panels + <usize>panel * <usize>(dims + 1) * width * 4;
  let c00 = v128.load(w);
  let c01 = v128.load(w, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  let c40 = c00;
  let c41 = c01;
  let c50 = c00;
  let c51 = c01;
  w += 32;
  let n = dims;
  do {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const a0 = v128.load32_splat(x0);
    c00 = fma(a0, w0, c00);
    c01 = fma(a0, w1, c01);
    const a1 = v128.load32_splat(x1);
    c10 = fma(a1, w0, c10);
    c11 = fma(a1, w1, c11);
    const a2 = v128.load32_splat(x2);
    c20 = fma(a2, w0, c20);
    c21 = fma(a2, w1, c21);
    const a3 = v128.load32_splat(x3);
    c30 = fma(a3, w0, c30);
    c31 = fma(a3, w1, c31);
    const a4 = v128.load32_splat(x4);
    c40 = fma(a4, w0, c40);
    c41 = fma(a4, w1, c41);
    const a5 = v128.load32_splat(x5);
    c50 = fma(a5, w0, c50);
    c51 = fma(a5, w1, c51);
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    x4 += 4;
    x5 += 4;
    w += 32;
  } while (--n);
  const at = limits + <usize>query * 4;
  const t0 = v128.load32_splat(at);
  const t1 = v128.load32_splat(at, 4);
  const t2 = v128.load32_splat(at, 8);
  const t3 = v128.load32_splat(at, 12);
  const t4 = v128.load32_splat(at, 16);
  const t5 = v128.load32_splat(at, 20);
  // Less, and not “not at least”: a sum that is no number is measured.
  let below = v128.and(f32x4.lt(c00, t0), f32x4.lt(c01, t0));
  below = v128.and(below, v128.and(f32x4.lt(c10, t1), f32x4.lt(c11, t1)));
  below = v128.and(below, v128.and(f32x4.lt(c20, t2), f32x4.lt(c21, t2)));
  below = v128.and(below, v128.and(f32x4.lt(c30, t3), f32x4.lt(c31, t3)));
  below = v128.and(below, v128.and(f32x4.lt(c40, t4), f32x4.lt(c41, t4)));
  below = v128.and(below, v128.and(f32x4.lt(c50, t5), f32x4.lt(c51, t5)));
  if (i32x4.all_true(below)) return;
  v128.store(scratch, c00);
  v128.store(scratch, c01, 16);
  v128.store(scratch, c10, 32);
  v128.store(scratch, c11, 48);
  v128.store(scratch, c20, 64);
  v128.store(scratch, c21, 80);
  v128.store(scratch, c30, 96);
  v128.store(scratch, c31, 112);
  v128.store(scratch, c40, 128);
  v128.store(scratch, c41, 144);
  v128.store(scratch, c50, 160);
  v128.store(scratch, c51, 176);
  const last = min(tile, count - query);
  for (let i = 0; i < last; i++) measureRow(query + i, panel, scratch + <usize>i * width * 4, norm);
}

/** Measures what may be nearer of the eight points. */
function measureRow(query: i32, panel: i32, sums: usize, norm: f64): void {
  const at = limits + <usize>query * 4;
  for (let column = 0; column < width; column++) {
    const row = panel * width + column;
    if (row >= rows) return;
    if (load<f32>(sums + <usize>column * 4) < load<f32>(at)) continue;
    if (isLeftOut(query, row)) continue;
    if (keep(query, row, squaredDistance(query, row))) raise(query, norm);
  }
}

function squaredDistance(query: i32, row: i32): f64 {
  const x = queries + <usize>query * <usize>dims * 8;
  const y = points + <usize>row * <usize>dims * 4;
  let sum: f64 = 0;
  for (let j: usize = 0; j < <usize>dims; j++) {
    const gap = load<f64>(x + j * 8) - <f64>load<f32>(y + j * 4);
    sum += gap * gap;
  }
  return sum;
}

/** Puts a candidate in its place; equal ones by the row that they were given as. @returns whether it was kept */
function keep(query: i32, row: i32, square: f64): bool {
  const own = squares + <usize>query * <usize>wanted * 8;
  const names = indices + <usize>query * <usize>wanted * 4;
  const id = load<i32>(ids + <usize>row * 4);
  const count = load<i32>(found + <usize>query * 4);
  let at = count < wanted ? count : wanted - 1;
  if (count == wanted && !precedes(square, id, own, names, at)) return false;
  if (count < wanted) store<i32>(found + <usize>query * 4, count + 1);
  while (at > 0 && precedes(square, id, own, names, at - 1)) {
    store<f64>(own + <usize>at * 8, load<f64>(own + <usize>(at - 1) * 8));
    store<i32>(names + <usize>at * 4, load<i32>(names + <usize>(at - 1) * 4));
    at--;
  }
  store<f64>(own + <usize>at * 8, square);
  store<i32>(names + <usize>at * 4, id);
  return true;
}

function precedes(square: f64, id: i32, own: usize, names: usize, at: i32): bool {
  const other = load<f64>(own + <usize>at * 8);
  return square < other || (square == other && id < load<i32>(names + <usize>at * 4));
}
