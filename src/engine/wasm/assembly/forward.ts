/** The forward pass of one block of rows: every activation stays where the backward pass finds it. */
import * as m from './memory';
import { bytes } from './memory';
import { product } from './product';

function encode(x: usize, rows: i32): void {
  const p = m.parameters;
  const dims = bytes(m.dimsWide);
  const all = bytes(m.allUnits);
  product(x, dims, p + m.firstAt, m.dims, m.dimsWide, m.allUnits, p + m.firstBiasAt, m.hidden, all, rows, true);
}

/** Bottleneck and second hidden layer of one expert. */
function throughMiddle(e: usize, rows: i32): void {
  const p = m.parameters;
  const all = bytes(m.allUnits);
  const narrow = bytes(m.bottleneckWide);
  const wide = bytes(m.unitsWide);
  const latents = <usize>m.experts * narrow;
  const latent = m.latent + e * narrow;
  const squeeze = p + m.squeezeAt + e * m.middleStride();
  const squeezeBias = p + m.squeezeBiasAt + e * narrow;
  product(
    m.hidden + e * wide,
    all,
    squeeze,
    m.units,
    m.unitsWide,
    m.bottleneckWide,
    squeezeBias,
    latent,
    latents,
    rows,
    false,
  );
  const expand = p + m.expandAt + e * m.middleStride();
  const expandBias = p + m.expandBiasAt + e * wide;
  product(
    latent,
    latents,
    expand,
    m.bottleneck,
    m.bottleneckWide,
    m.unitsWide,
    expandBias,
    m.code + e * wide,
    all,
    rows,
    true,
  );
}

/** [g_1·code_1 … g_E·code_E, g]: with c as further rows of V the decoder is one product. */
function gate(g: usize, rows: i32): void {
  const wide = bytes(m.unitsWide);
  const gates = bytes(m.expertsWide);
  let from = m.code;
  let to = m.gated;
  for (let r = 0; r < rows; r++) {
    for (let e = 0; e < m.experts; e++) {
      const own = v128.load32_splat(g + bytes(e));
      const end = from + wide;
      for (; from < end; from += 16) {
        v128.store(to, f32x4.mul(v128.load(from), own));
        to += 16;
      }
    }
    const end = g + gates;
    for (; g < end; g += 16) {
      v128.store(to, v128.load(g));
      to += 16;
    }
  }
}

/** x̂ of one block. @param x [rows × D] @param g its gates, [rows × E] @param rows a multiple of eight */
export function forward(x: usize, g: usize, rows: i32): void {
  encode(x, rows);
  if (m.deep) for (let e: usize = 0; e < <usize>m.experts; e++) throughMiddle(e, rows);
  gate(g, rows);
  const codes = bytes(m.codeWide);
  const dims = bytes(m.dimsWide);
  const depth = m.allUnits + m.experts;
  const decoder = m.parameters + m.decoderAt;
  product(m.gated, codes, decoder, depth, m.codeWide, m.dimsWide, m.zeros, m.output, dims, rows, false);
}
