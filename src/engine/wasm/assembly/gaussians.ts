/**
 * Densities of a mixture of full-covariance Gaussians, and the expectation step over rows (a module of its own). Float64,
 * two lanes at once; every sum runs in the order of the reference (`reward/families/gaussians/gaussian-mixture.ts`) and
 * nothing is fused, so results are the reference's to the last bit. Rows must be finite.
 *
 * The triangular factor P of a component lies in blocks of eight columns, each with the rows down to its last column.
 */
declare function exp(x: f64): f64;
declare function log(x: f64): f64;

/** A component that is e^40 times less likely than another changes no bit of their sum. */
const negligible: f64 = 40;
const block: i32 = 8;

let dims: i32 = 0;
let components: i32 = 0;
/** D padded to blocks. */
let wide: i32 = 0;
/** Bytes of one packed factor. */
let factorBytes: usize = 0;

/** [C × D × D], as the reference holds them; `prepare` packs them */
export let precisions: usize = 0;
/** [C × D] */
export let means: usize = 0;
/** [C] ln of each component's joint density at its own mean */
export let peaks: usize = 0;
/** [room × D] */
export let rows: usize = 0;
/** [room] −ln p of each row */
export let errors: usize = 0;
/** [C], [C × D], [C × D × W] lower triangles; added to by `gather` */
export let counts: usize = 0;
export let sums: usize = 0;
export let squares: usize = 0;
/** W: floats from one row of `squares` to the next */
export let squareStride: i32 = 0;

/** Component of the row before: rows come in the order of time, so it is likely this one's too, and the others can be given up early. */
let likely: i32 = 0;
let packed: usize = 0;
let joint: usize = 0;
let delta: usize = 0;

function aligned(bytes: usize): usize {
  return (bytes + 15) & ~(<usize>15);
}

/** Lays out memory. @returns bytes that are needed in all */
export function reserve(count: i32, d: i32, room: i32): f64 {
  components = count;
  dims = d;
  wide = ((d + block - 1) / block) * block;
  squareStride = wide;
  const c = <usize>count;
  const width = <usize>d;
  // Block b has (b + 1)·8 rows of eight.
  const blocks = <usize>(wide / block);
  factorBytes = ((blocks * (blocks + 1)) / 2) * block * block * 8;
  let cursor: usize = aligned(__heap_base);
  delta = cursor;
  cursor += <usize>wide * 8;
  joint = cursor;
  cursor = aligned(cursor + c * 8);
  precisions = cursor;
  cursor = aligned(cursor + c * width * width * 8);
  packed = cursor;
  cursor += c * factorBytes;
  means = cursor;
  cursor = aligned(cursor + c * width * 8);
  peaks = cursor;
  cursor = aligned(cursor + c * 8);
  rows = cursor;
  cursor = aligned(cursor + <usize>room * width * 8);
  errors = cursor;
  cursor = aligned(cursor + <usize>room * 8);
  counts = cursor;
  cursor = aligned(cursor + c * 8);
  sums = cursor;
  cursor = aligned(cursor + c * width * 8);
  squares = cursor;
  cursor += c * width * <usize>wide * 8;
  return <f64>cursor;
}

/** Packs the factors that were written, and empties the moments. */
export function prepare(): void {
  const width = <usize>dims;
  for (let c: usize = 0; c < <usize>components; c++) {
    let to = packed + c * factorBytes;
    const from = precisions + c * width * width * 8;
    for (let first = 0; first < wide; first += block) {
      for (let i = 0; i < first + block; i++) {
        for (let j = first; j < first + block; j++) {
          const inside = i <= j && j < dims;
          store<f64>(to, inside ? load<f64>(from + (<usize>i * width + <usize>j) * 8) : 0);
          to += 8;
        }
      }
    }
  }
  for (let d = dims; d < wide; d++) store<f64>(delta + <usize>d * 8, 0);
  likely = 0;
  memory.fill(counts, 0, <usize>components * 8);
  memory.fill(sums, 0, <usize>components * width * 8);
  memory.fill(squares, 0, <usize>components * width * <usize>wide * 8);
}

/** −ln p of the first `count` rows. */
export function judge(count: i32): void {
  for (let row = 0; row < count; row++) store<f64>(errors + <usize>row * 8, -density(row));
}

/** The expectation step over the first `count` rows. @param likelihood Σ ln p so far @returns with these rows */
export function gather(count: i32, likelihood: f64): f64 {
  for (let row = 0; row < count; row++) {
    const own = density(row);
    likelihood += own;
    for (let c = 0; c < components; c++) {
      const value = load<f64>(joint + <usize>c * 8);
      if (value < own - negligible) continue;
      centre(row, c);
      addRow(c, exp(value - own));
    }
  }
  return likelihood;
}

function centre(row: i32, component: i32): void {
  const from = rows + <usize>row * <usize>dims * 8;
  const about = means + <usize>component * <usize>dims * 8;
  for (let d: usize = 0; d < <usize>dims; d++) {
    store<f64>(delta + d * 8, load<f64>(from + d * 8) - load<f64>(about + d * 8));
  }
}

/** ln p of one row by log-sum-exp; leaves ln of each component's joint density. */
function density(row: i32): f64 {
  const first = likely;
  let highest = part(row, first, -Infinity);
  for (let c = 0; c < components; c++) {
    if (c == first) continue;
    const value = part(row, c, highest);
    if (!(value > highest || isNaN(value))) continue;
    highest = value;
    likely = c;
  }
  if (!isFinite(highest)) return highest;
  let sum: f64 = 0;
  for (let c = 0; c < components; c++) {
    const value = load<f64>(joint + <usize>c * 8);
    if (value > highest - negligible) sum += exp(value - highest);
  }
  return highest + log(sum);
}

/** ln of a component's joint density, kept; some number below what matters where it cannot come near `highest`. */
function part(row: i32, component: i32, highest: f64): f64 {
  const peak = load<f64>(peaks + <usize>component * 8);
  centre(row, component);
  const value = peak - 0.5 * mahalanobis(component, 2 * (peak - highest + negligible));
  store<f64>(joint + <usize>component * 8, value);
  return value;
}

/** ‖δP‖²; given up above `enough`. */
function mahalanobis(component: i32, enough: f64): f64 {
  let at = packed + <usize>component * factorBytes;
  let sum: f64 = 0;
  for (let first = 0; first < wide; first += block) {
    let p0 = f64x2.splat(0);
    let p1 = p0;
    let p2 = p0;
    let p3 = p0;
    for (let i = 0; i < first + block; i++) {
      const value = v128.load64_splat(delta + <usize>i * 8);
      p0 = f64x2.add(p0, f64x2.mul(value, v128.load(at)));
      p1 = f64x2.add(p1, f64x2.mul(value, v128.load(at, 16)));
      p2 = f64x2.add(p2, f64x2.mul(value, v128.load(at, 32)));
      p3 = f64x2.add(p3, f64x2.mul(value, v128.load(at, 48)));
      at += 64;
    }
    sum = added(added(added(added(sum, p0), p1), p2), p3);
    if (sum > enough) return sum;
  }
  return sum;
}

/** Both squares, one after the other. */
function added(sum: f64, pair: v128): f64 {
  const low = f64x2.extract_lane(pair, 0);
  const high = f64x2.extract_lane(pair, 1);
  return sum + low * low + high * high;
}

function addRow(component: i32, share: f64): void {
  const count = counts + <usize>component * 8;
  store<f64>(count, load<f64>(count) + share);
  const stride = <usize>wide * 8;
  let row = squares + <usize>component * <usize>dims * stride;
  let sum = sums + <usize>component * <usize>dims * 8;
  for (let i = 0; i < dims; i++) {
    const weighted = share * load<f64>(delta + <usize>i * 8);
    store<f64>(sum, load<f64>(sum) + weighted);
    const both = f64x2.splat(weighted);
    // The lane after the diagonal is written and never read.
    for (let j = 0; j <= i; j += 2) {
      const place = row + <usize>j * 8;
      v128.store(place, f64x2.add(v128.load(place), f64x2.mul(both, v128.load(delta + <usize>j * 8))));
    }
    row += stride;
    sum += 8;
  }
}
