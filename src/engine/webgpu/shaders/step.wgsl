// Forward and back for one tile of a batch: leaves activations and derivatives for `update`, and two kinds of sums.

@group(0) @binding(2) var<storage, read> order: array<u32>;
/** For each tile: E sums of gates, then Σ (x̂ − x)². */
@group(0) @binding(5) var<storage, read_write> sums: array<f32>;

fn rowAt(place: u32) -> u32 {
  return order[place];
}

fn positive(value: vec4f, guide: vec4f) -> vec4f {
  return select(vec4f(), value, guide > vec4f());
}

/** Back through the decoder and the gating: derivatives of the code, and Σ code·t for the gates' own. */
fn codeBackward(local: u32, tile: u32) {
  let blocks = fours(W + 1u);
  for (var i = local; i < E * blocks * (TILE / 2u); i += THREADS) {
    let item = itemAt(i, blocks, tile);
    let weight = DECODER_WEIGHTS + item.expert * 4u * fours(D) * blocks + item.unit / 4u;
    let t = dense(weight, blocks, SLOPES * QUADS + item.quad, D);
    let code = (CODE + item.expert * withOne(W) + item.unit) * QUADS + item.quad;
    let gate = (CODE + item.expert * withOne(W) + W) * QUADS + item.quad;
    let delta = (D_CODE + item.expert * 4u * fours(W) + item.unit) * QUADS + item.quad;
    let dot = (DOTS + item.expert * blocks + item.unit / 4u) * QUADS + item.quad;
    codeQuad(code, gate, delta, dot, W - item.unit, t.a0, t.a1, t.a2, t.a3);
    codeQuad(code + 1u, gate + 1u, delta + 1u, dot + 1u, W - item.unit, t.b0, t.b1, t.b2, t.b3);
  }
}

/** `count`: units of the block that are code; the one after them is the gate, the rest padding. */
fn codeQuad(code: u32, gatePlace: u32, delta: u32, dot: u32, count: u32, t0: vec4f, t1: vec4f, t2: vec4f, t3: vec4f) {
  let gate = units[gatePlace];
  let c0 = units[code];
  let c1 = units[code + QUADS];
  let c2 = units[code + 2u * QUADS];
  let c3 = units[code + 3u * QUADS];
  units[dot] = c0 * t0 + c1 * t1 + c2 * t2 + c3 * t3;
  if (count > 0u) {
    store(
      delta, count, gate * positive(t0, c0), gate * positive(t1, c1), gate * positive(t2, c2), gate * positive(t3, c3),
    );
  }
}

/** Derivatives of one quad's logits through the reconstruction: g_e (∂_e − Σ_j g_j ∂_j). */
fn gateBackward(quad: u32) {
  let blocks = fours(W + 1u);
  var total = vec4f();
  for (var e = 0u; e < E; e++) {
    var sum = vec4f();
    for (var block = 0u; block < blocks; block++) { sum += units[(DOTS + e * blocks + block) * QUADS + quad]; }
    units[(LOGITS + e) * QUADS + quad] = sum;
    total += sum;
  }
  for (var e = 0u; e < E; e++) {
    units[(LOGITS + e) * QUADS + quad] -= units[(CODE + e * withOne(W) + W) * QUADS + quad] * total;
  }
}

/** Back through one layer of all experts; `rectifiedUnits` says where its inputs were positive. */
fn layerBackward(
  inputs: u32, outputs: u32, layer: u32, readAt: u32, readStride: u32, writeAt: u32,
  rectifiedUnits: u32, rectify: bool, local: u32, tile: u32,
) {
  let blocks = fours(inputs);
  let columns = fours(inputs + 1u);
  for (var i = local; i < E * blocks * (TILE / 2u); i += THREADS) {
    let item = itemAt(i, blocks, tile);
    let weight = layer + item.expert * 4u * fours(outputs) * columns + item.unit / 4u;
    var t = dense(weight, columns, (readAt + item.expert * readStride) * QUADS + item.quad, outputs);
    if (rectify) {
      let u = (rectifiedUnits + item.expert * withOne(inputs) + item.unit) * QUADS + item.quad;
      t = Block(
        positive(t.a0, units[u]), positive(t.a1, units[u + QUADS]),
        positive(t.a2, units[u + 2u * QUADS]), positive(t.a3, units[u + 3u * QUADS]),
        positive(t.b0, units[u + 1u]), positive(t.b1, units[u + QUADS + 1u]),
        positive(t.b2, units[u + 2u * QUADS + 1u]), positive(t.b3, units[u + 3u * QUADS + 1u]),
      );
    }
    let place = (writeAt + item.expert * 4u * blocks + item.unit) * QUADS + item.quad;
    store(place, inputs - item.unit, t.a0, t.a1, t.a2, t.a3);
    store(place + 1u, inputs - item.unit, t.b0, t.b1, t.b2, t.b3);
  }
}

fn sumTile(local: u32, tile: u32) {
  let place = tile / TILE * (E + 1u);
  for (var e = local; e <= E; e += THREADS) {
    var sum = vec4f();
    for (var quad = tile; quad < tile + TILE; quad++) {
      if (e < E) { sum += units[(CODE + e * withOne(W) + W) * QUADS + quad]; } else { sum += squaredError(quad); }
    }
    sums[place + e] = sum.x + sum.y + sum.z + sum.w;
  }
}

@compute @workgroup_size(THREADS)
fn stepTile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tile = (step.first + group.x) * TILE;
  forward(local, tile);
  compare(local, tile, step.slope);
  codeBackward(local, tile);
  storageBarrier();
  for (var i = local; i < TILE; i += THREADS) { gateBackward(tile + i); }
  sumTile(local, tile);
  if (DEEP) {
    layerBackward(B, W, CODE_WEIGHTS, D_CODE, 4u * fours(W), D_LATENT, 0u, false, local, tile);
    storageBarrier();
    layerBackward(H, B, LATENT_WEIGHTS, D_LATENT, 4u * fours(B), D_HIDDEN, HIDDEN, true, local, tile);
  }
}
