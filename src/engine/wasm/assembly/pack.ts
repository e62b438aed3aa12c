/** Moves vectors between the canonical order (`parameterLayout`) and the packed one; loses nothing. */
import * as m from './memory';
import { bytes } from './memory';
import { packedAt } from './product';

/** Far enough below every logit that a gate which is only padding is exactly 0. */
const shut: f32 = -1e30;

let next: usize = 0;
let saving: bool = false;

/** Moves the next canonical number. @param packed its place in the packed vector */
function move(packed: usize): void {
  if (saving) store<f32>(next, load<f32>(packed));
  else store<f32>(packed, load<f32>(next));
  next += 4;
}

/** Canonical [outputs × inputs] of one expert; output 0 is column `column` of the packed matrix, input 0 row `row`. */
function matrix(at: usize, depth: i32, columns: i32, row: i32, column: i32, outputs: i32, inputs: i32): void {
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) move(at + packedAt(row + i, column + o, depth, columns) * 4);
  }
}

function vector(at: usize, length: i32): void {
  for (let i = 0; i < length; i++) move(at + bytes(i));
}

function first(at: usize): void {
  const width = m.unitsWide;
  for (let e = 0; e < m.experts; e++) {
    matrix(at + m.firstAt, m.dimsWide, m.allUnits, 0, e * width, m.units, m.dims);
  }
  for (let e = 0; e < m.experts; e++) vector(at + m.firstBiasAt + bytes(e * width), m.units);
}

function middle(at: usize): void {
  const stride = m.middleStride();
  for (let e = 0; e < m.experts; e++) {
    matrix(at + m.squeezeAt + <usize>e * stride, m.unitsWide, m.bottleneckWide, 0, 0, m.bottleneck, m.units);
  }
  for (let e = 0; e < m.experts; e++) vector(at + m.squeezeBiasAt + bytes(e * m.bottleneckWide), m.bottleneck);
  for (let e = 0; e < m.experts; e++) {
    matrix(at + m.expandAt + <usize>e * stride, m.bottleneckWide, m.unitsWide, 0, 0, m.units, m.bottleneck);
  }
  for (let e = 0; e < m.experts; e++) vector(at + m.expandBiasAt + bytes(e * m.unitsWide), m.units);
}

function decoder(at: usize): void {
  for (let e = 0; e < m.experts; e++) {
    matrix(at + m.decoderAt, m.codeWide, m.dimsWide, e * m.unitsWide, 0, m.dims, m.units);
  }
  for (let e = 0; e < m.experts; e++) matrix(at + m.decoderAt, m.codeWide, m.dimsWide, m.allUnits + e, 0, m.dims, 1);
}

function all(at: usize): void {
  next = m.staging;
  first(at);
  if (m.deep) middle(at);
  decoder(at);
  matrix(at + m.gateAt, m.dimsWide, m.expertsWide, 0, 0, m.experts, m.dims);
  vector(at + m.gateBiasAt, m.experts);
}

/** Packed vector from the canonical one in `staging`. @param at a packed vector whose padding is zero */
export function pack(at: usize): void {
  saving = false;
  all(at);
}

/** Canonical vector into `staging`. */
export function unpack(at: usize): void {
  saving = true;
  all(at);
}

/** Closes the gates that are only padding. Not for moments. */
export function closePadding(at: usize): void {
  for (let e = m.experts; e < m.expertsWide; e++) store<f32>(at + m.gateBiasAt + bytes(e), shut);
}
