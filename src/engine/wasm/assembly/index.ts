/**
 * Trains and judges one mixture of autoencoders as one fused kernel (docs/methods.md 1.2). Nothing is allocated after
 * `reserve`; every sum has one order, so the same calls give the same bytes.
 */
import { adam } from './adam';
import { backward, turnWeights } from './backward';
import { forward } from './forward';
import { balanceTerm, gatesOf } from './gates';
import { judgeBlock, logBlock } from './judge';
import * as m from './memory';
import { bytes } from './memory';
import { closePadding, pack, unpack } from './pack';

export {
  batch,
  best,
  dimsWide,
  errors,
  expertsWide,
  firstMoment,
  gates,
  logs,
  norms,
  order,
  parameters,
  reserve,
  rows,
  secondMoment,
  setShape,
  staging,
} from './memory';

/** Parameters from the canonical vector in `staging`. */
export function loadParameters(): void {
  pack(m.parameters);
  closePadding(m.parameters);
}

/** A moment or the best parameters from `staging`. @param vector one of the packed vectors */
export function loadVector(vector: usize): void {
  pack(vector);
  if (vector === m.best) closePadding(vector);
}

/** A packed vector into `staging`, canonical. */
export function saveVector(vector: usize): void {
  unpack(vector);
}

/** Remembers the parameters of now as the best. */
export function keepBest(): void {
  memory.copy(m.best, m.parameters, m.packedBytes);
}

function padded(count: i32): i32 {
  return (count + m.rowStep - 1) & ~(m.rowStep - 1);
}

/** Zeros behind the last row of the batch, up to the next multiple of `rowStep`. */
function clearPadding(count: i32): void {
  const wide = bytes(m.dimsWide);
  memory.fill(m.batch + <usize>count * wide, 0, <usize>(padded(count) - count) * wide);
}

/** Puts rows side by side in `batch`. @param first place in `order` */
function gather(first: i32, count: i32): void {
  const wide = bytes(m.dimsWide);
  let to = m.batch;
  const end = m.order + bytes(first + count);
  for (let at = m.order + bytes(first); at < end; at += 4) {
    let from = m.rows + <usize>load<u32>(at) * wide;
    const stop = from + wide;
    for (; from < stop; from += 16) {
      v128.store(to, v128.load(from));
      to += 16;
    }
  }
}

function allGates(count: i32): void {
  const end = padded(count);
  for (let from = 0; from < end; from += m.blockRows) {
    const x = m.batch + bytes(from * m.dimsWide);
    gatesOf(x, m.gates + bytes(from * m.expertsWide), min(m.blockRows, end - from));
  }
}

/**
 * One step of Adam on a batch.
 * @param first place of the batch in `order`; −1 when its rows lie in `batch` already
 * @param count rows, at least one; each weighs 1/count
 * @param rate and `epsilon` with Adam's corrections folded in
 * @returns the objective before the step
 */
export function step(first: i32, count: i32, rate: f32, epsilon: f32, balance: f64): f64 {
  if (first >= 0) gather(first, count);
  clearPadding(count);
  allGates(count);
  const divergence = balanceTerm(count, balance);
  turnWeights();
  const factor = <f32>(2 / (<f64>m.dims * count));
  let squares: f64 = 0;
  for (let from = 0; from < count; from += m.blockRows) {
    const real = min(m.blockRows, count - from);
    const x = m.batch + bytes(from * m.dimsWide);
    const g = m.gates + bytes(from * m.expertsWide);
    forward(x, g, padded(real));
    squares += backward(x, g, padded(real), real, factor, from === 0);
  }
  adam(rate, epsilon);
  return squares / (<f64>m.dims * count) + divergence;
}

/** Judges the first `count` rows of `batch`: fills `errors`, `norms` and `gates`. */
export function judge(count: i32): void {
  clearPadding(count);
  allGates(count);
  for (let from = 0; from < count; from += m.blockRows) {
    const real = min(m.blockRows, count - from);
    const x = m.batch + bytes(from * m.dimsWide);
    const g = m.gates + bytes(from * m.expertsWide);
    forward(x, g, padded(real));
    judgeBlock(x, from, real);
    logBlock(from, padded(real));
  }
}
