/** The backward pass of one block of rows: adds its share to every gradient. */
import * as m from './memory';
import { bytes } from './memory';
import { outer, sumRows } from './outer';
import { product } from './product';
import { fma, total } from './simd';
import { turn } from './turn';

/** Turns over what the backward pass multiplies by; once a step. */
export function turnWeights(): void {
  const p = m.parameters;
  const t = m.turned;
  turn(p + m.decoderAt, m.codeWide, m.dimsWide, t + m.decoderAt);
  if (!m.deep) return;
  const stride = m.middleStride();
  for (let e: usize = 0; e < <usize>m.experts; e++) {
    turn(p + m.squeezeAt + e * stride, m.unitsWide, m.bottleneckWide, t + m.squeezeAt + e * stride);
    turn(p + m.expandAt + e * stride, m.bottleneckWide, m.unitsWide, t + m.expandAt + e * stride);
  }
}

/**
 * The output becomes its slope, factor·(x̂ − x); rows from `real` on, which are padding, get 0.
 * @returns Σ (x̂ − x)² over the real rows
 */
function throughError(x: usize, rows: i32, real: i32, factor: f32): f64 {
  const wide = bytes(m.dimsWide);
  const scale = f32x4.splat(factor);
  const end = m.output + <usize>real * wide;
  let squares = f32x4.splat(0);
  let at = m.output;
  for (; at < end; at += 16) {
    const difference = f32x4.sub(v128.load(at), v128.load(x));
    squares = fma(difference, difference, squares);
    v128.store(at, f32x4.mul(difference, scale));
    x += 16;
  }
  memory.fill(at, 0, <usize>(rows - real) * wide);
  return <f64>total(squares);
}

/** Slopes of one row's gates by their codes; the slopes of the gated codes become those of the codes. */
function throughCodes(code: usize, slope: usize, g: usize, gateSlope: usize): void {
  const wide = bytes(m.unitsWide);
  const zero = f32x4.splat(0);
  for (let e: usize = 0; e < <usize>m.experts; e++) {
    const own = v128.load32_splat(g + e * 4);
    let sum = zero;
    const end = code + wide;
    for (; code < end; code += 16) {
      const value = v128.load(code);
      const by = v128.load(slope);
      sum = fma(by, value, sum);
      v128.store(slope, v128.and(f32x4.mul(by, own), f32x4.gt(value, zero)));
      slope += 16;
    }
    store<f32>(gateSlope + e * 4, total(sum));
  }
}

/** One row's slopes by gates, plus those of offsets and balance, become slopes by logits: g ⊙ (s − Σ g s). */
function throughSoftmax(offsets: usize, g: usize, gateSlope: usize): void {
  const wide = bytes(m.expertsWide);
  let mean: f32 = 0;
  for (let e: usize = 0; e < wide; e += 16) {
    const own = f32x4.add(v128.load(gateSlope + e), v128.load(offsets + e));
    const slope = f32x4.add(own, v128.load(m.balanceSlope + e));
    v128.store(gateSlope + e, slope);
    mean += total(f32x4.mul(slope, v128.load(g + e)));
  }
  for (let e: usize = 0; e < wide; e += 16) {
    const slope = f32x4.sub(v128.load(gateSlope + e), f32x4.splat(mean));
    v128.store(gateSlope + e, f32x4.mul(slope, v128.load(g + e)));
  }
}

function throughGates(g: usize, rows: i32, real: i32): void {
  const codes = bytes(m.allUnits);
  const slopes = bytes(m.codeWide);
  const wide = bytes(m.expertsWide);
  for (let r: usize = 0; r < <usize>real; r++) {
    const slope = m.gatedSlope + r * slopes;
    const gateSlope = m.gateSlope + r * wide;
    throughCodes(m.code + r * codes, slope, g + r * wide, gateSlope);
    throughSoftmax(slope + codes, g + r * wide, gateSlope);
  }
  const padding = <usize>(rows - real);
  memory.fill(m.gateSlope + <usize>real * wide, 0, padding * wide);
  memory.fill(m.gatedSlope + <usize>real * slopes, 0, padding * slopes);
}

/** Where a hidden unit gave 0, nothing passes. */
function throughFirst(rows: i32): void {
  const zero = f32x4.splat(0);
  const end = m.hiddenSlope + bytes(rows * m.allUnits);
  let value = m.hidden;
  for (let at = m.hiddenSlope; at < end; at += 16) {
    v128.store(at, v128.and(v128.load(at), f32x4.gt(v128.load(value), zero)));
    value += 16;
  }
}

/** Second hidden layer, bottleneck and back to the first, of one expert. */
function throughMiddle(e: usize, rows: i32, fresh: bool): void {
  const g = m.gradient;
  const t = m.turned;
  const codes = bytes(m.codeWide);
  const all = bytes(m.allUnits);
  const narrow = bytes(m.bottleneckWide);
  const wide = bytes(m.unitsWide);
  const latents = <usize>m.experts * narrow;
  const expand = m.expandAt + e * m.middleStride();
  const squeeze = m.squeezeAt + e * m.middleStride();
  const slope = m.gatedSlope + e * wide;
  const latentSlope = m.latentSlope + e * narrow;
  const hidden = m.hidden + e * wide;
  const hiddenSlope = m.hiddenSlope + e * wide;
  const units = m.unitsWide;
  const bottleneck = m.bottleneckWide;
  outer(m.latent + e * narrow, latents, bottleneck, slope, codes, units, rows, g + expand, fresh);
  sumRows(slope, codes, units, rows, g + m.expandBiasAt + e * wide, fresh);
  product(slope, codes, t + expand, m.units, units, bottleneck, m.zeros, latentSlope, latents, rows, false);
  outer(hidden, all, units, latentSlope, latents, bottleneck, rows, g + squeeze, fresh);
  sumRows(latentSlope, latents, bottleneck, rows, g + m.squeezeBiasAt + e * narrow, fresh);
  product(latentSlope, latents, t + squeeze, m.bottleneck, bottleneck, units, m.zeros, hiddenSlope, all, rows, false);
}

/**
 * Adds one block's share to the gradient; the forward pass has left its activations.
 * @param x [rows × D] @param g [rows × E] @param rows a multiple of eight, of which `real` count
 * @param factor 2/(D·rows of the batch)
 * @param fresh the gradient starts from zero
 * @returns Σ (x̂ − x)² over the real rows
 */
export function backward(x: usize, g: usize, rows: i32, real: i32, factor: f32, fresh: bool): f64 {
  const to = m.gradient;
  const dims = bytes(m.dimsWide);
  const codes = bytes(m.codeWide);
  const squares = throughError(x, rows, real, factor);
  outer(m.gated, codes, m.codeWide, m.output, dims, m.dimsWide, rows, to + m.decoderAt, fresh);
  const decoder = m.turned + m.decoderAt;
  product(m.output, dims, decoder, m.dims, m.dimsWide, m.codeWide, m.zeros, m.gatedSlope, codes, rows, false);
  throughGates(g, rows, real);
  const gates = bytes(m.expertsWide);
  outer(x, dims, m.dimsWide, m.gateSlope, gates, m.expertsWide, rows, to + m.gateAt, fresh);
  sumRows(m.gateSlope, gates, m.expertsWide, rows, to + m.gateBiasAt, fresh);
  let stride = codes;
  if (m.deep) {
    for (let e: usize = 0; e < <usize>m.experts; e++) throughMiddle(e, rows, fresh);
    throughFirst(rows);
    stride = bytes(m.allUnits);
  }
  outer(x, dims, m.dimsWide, m.hiddenSlope, stride, m.allUnits, rows, to + m.firstAt, fresh);
  sumRows(m.hiddenSlope, stride, m.allUnits, rows, to + m.firstBiasAt, fresh);
  return squares;
}
