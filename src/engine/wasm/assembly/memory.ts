/**
 * The shape of the mixture and where everything lies in linear memory. One instance holds one program, so all of it is
 * global. Every width is padded to a multiple of four with zeros, which all the arithmetic leaves zero.
 *
 * D inputs, U units of the first layer of one expert (H, in the published form B), B bottleneck, E experts.
 */

/** Rows that pass through all layers together: their activations stay in the second cache. */
export const blockRows: i32 = 48;
/** Rows are padded to a multiple of this. */
export const rowStep: i32 = 8;

export let deep: bool = false;
export let dims: i32 = 0;
export let units: i32 = 0;
export let bottleneck: i32 = 0;
export let experts: i32 = 0;
// Padded widths.
export let dimsWide: i32 = 0;
export let unitsWide: i32 = 0;
export let bottleneckWide: i32 = 0;
export let expertsWide: i32 = 0;
/** First layer of all experts side by side, E·U. */
export let allUnits: i32 = 0;
/** Their gated codes, then the gates: the decoder's inputs. */
export let codeWide: i32 = 0;

// Offsets inside a packed vector, in bytes.
export let gateAt: usize = 0;
export let gateBiasAt: usize = 0;
export let firstAt: usize = 0;
export let firstBiasAt: usize = 0;
/** Of expert 0; the next one lies `squeezeStride` (`expandStride` …) further. */
export let squeezeAt: usize = 0;
export let squeezeBiasAt: usize = 0;
export let expandAt: usize = 0;
export let expandBiasAt: usize = 0;
/** V of all experts, then c as further rows: [E·U + E, D]. */
export let decoderAt: usize = 0;
/** Length of a packed vector, bytes. */
export let packedBytes: usize = 0;
/** Length of a canonical vector, floats. */
export let canonicalLength: i32 = 0;

/** Bytes of so many float32. */
export function bytes(floats: i32): usize {
  return (<usize>floats) << 2;
}

/** Bytes of one expert's middle matrix, U × B padded. */
export function middleStride(): usize {
  return bytes(unitsWide * bottleneckWide);
}

function padded(n: i32): i32 {
  return (n + 3) & ~3;
}

let cursor: u64 = 0;

/** A place for so many floats; a cache line begins there. */
function take(floats: u64): usize {
  const at = cursor;
  cursor += (4 * floats + 63) & ~63;
  return <usize>at;
}

/** Sets the shape. @param form 1 default, 0 published @param hidden H, read in the default form only */
export function setShape(form: i32, d: i32, hidden: i32, b: i32, e: i32): void {
  deep = form === 1;
  dims = d;
  units = deep ? hidden : b;
  bottleneck = b;
  experts = e;
  dimsWide = padded(d);
  unitsWide = padded(units);
  bottleneckWide = padded(b);
  expertsWide = padded(e);
  allUnits = e * unitsWide;
  codeWide = allUnits + expertsWide;
  cursor = 0;
  gateAt = take(dimsWide * expertsWide);
  gateBiasAt = take(expertsWide);
  firstAt = take(dimsWide * allUnits);
  firstBiasAt = take(allUnits);
  const middles = deep ? e : 0;
  squeezeAt = take(middles * unitsWide * bottleneckWide);
  squeezeBiasAt = take(middles * bottleneckWide);
  expandAt = take(middles * unitsWide * bottleneckWide);
  expandBiasAt = take(middles * unitsWide);
  decoderAt = take(codeWide * dimsWide);
  packedBytes = <usize>cursor;
  canonicalLength = e * (2 * units * d + units + 2 * d + 1);
  if (deep) canonicalLength += e * (2 * units * b + b + units);
}

// Packed vectors.
export let parameters: usize = 0;
export let gradient: usize = 0;
export let firstMoment: usize = 0;
export let secondMoment: usize = 0;
export let best: usize = 0;
/** Squeeze, expand and decoder the other way round, at the same offsets: what the backward pass multiplies by. */
export let turned: usize = 0;
/** One canonical vector on its way in or out. */
export let staging: usize = 0;

// Rows: those that stay, the order of an epoch, and those of one batch in a row.
export let rows: usize = 0;
export let order: usize = 0;
export let batch: usize = 0;
/** [rows of a batch × E] */
export let gates: usize = 0;
/** Judgement of each row. */
export let errors: usize = 0;
export let norms: usize = 0;
/** ln(error + 1e-12) */
export let logs: usize = 0;

// Activations of one block and their derivatives.
export let hidden: usize = 0;
export let latent: usize = 0;
export let code: usize = 0;
export let gated: usize = 0;
export let output: usize = 0;
export let gatedSlope: usize = 0;
export let latentSlope: usize = 0;
export let hiddenSlope: usize = 0;
export let gateSlope: usize = 0;
/** Zeros, as long as the widest bias. */
export let zeros: usize = 0;
/** Mean gates, then the slope of the balance term by each gate. */
export let balanceSlope: usize = 0;

function takeActivations(): void {
  hidden = take(blockRows * allUnits);
  latent = take(blockRows * experts * bottleneckWide);
  code = deep ? take(blockRows * allUnits) : hidden;
  gated = take(blockRows * codeWide);
  output = take(blockRows * dimsWide);
  zeros = take(max(max(codeWide, dimsWide), bottleneckWide));
}

/**
 * Lays everything out behind static data.
 * @param batchRows most rows of one batch or of one call of `judge`
 * @param residentRows rows that stay; 0 when every batch is brought in
 * @param training whether gradients and moments are needed
 * @returns bytes of memory that are needed; beyond 4 GiB it cannot be had
 */
export function reserve(batchRows: i32, residentRows: i32, training: bool): f64 {
  const many = <u64>((batchRows + rowStep - 1) / rowStep) * rowStep;
  cursor = <u64>((__heap_base + 63) & ~63);
  parameters = take(packedBytes >> 2);
  staging = take(canonicalLength);
  batch = take(many * dimsWide);
  gates = take(many * expertsWide);
  errors = take(many);
  norms = take(many);
  logs = take(many);
  takeActivations();
  if (training) {
    gradient = take(packedBytes >> 2);
    firstMoment = take(packedBytes >> 2);
    secondMoment = take(packedBytes >> 2);
    best = take(packedBytes >> 2);
    turned = take(packedBytes >> 2);
    gatedSlope = take(blockRows * codeWide);
    latentSlope = take(blockRows * experts * bottleneckWide);
    hiddenSlope = deep ? take(blockRows * allUnits) : gatedSlope;
    gateSlope = take(blockRows * expertsWide);
    balanceSlope = take(expertsWide);
    rows = take(<u64>residentRows * dimsWide);
    order = take(residentRows);
  }
  return <f64>cursor;
}
