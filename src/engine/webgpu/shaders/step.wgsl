// Forward and back for one tile of a batch: leaves activations and derivatives for `update`, and two kinds of sums.

@group(0) @binding(2) var<storage, read> order: array<u32>;
/** For each tile: E sums of gates, then Σ (x̂ − x)². */
@group(0) @binding(5) var<storage, read_write> sums: array<f32>;

fn rowAt(place: u32) -> u32 {
  return order[place];
}

fn positive(v: mat4x4f, place: u32) -> mat4x4f {
  let zero = vec4f();
  return mat4x4f(
    select(zero, v[0], units[place] > zero), select(zero, v[1], units[place + QUADS] > zero),
    select(zero, v[2], units[place + 2u * QUADS] > zero), select(zero, v[3], units[place + 3u * QUADS] > zero),
  );
}

/** Back through the decoder and the gating: derivatives of the code, and Σ code·t for the gates' own. */
fn codeBackward(local: u32, tile: u32) {
  let columns = fours(W + 1u);
  let blocks = (columns + 1u) / 2u;
  for (var i = local; i < E * blocks * (TILE / 2u); i += THREADS) {
    let item = itemAt(i, blocks, tile);
    let first = DECODER_WEIGHTS + item.expert * 4u * fours(D) * columns;
    let column = item.unit / 4u;
    let t = dense(first + column, first + min(column + 1u, columns - 1u), columns, SLOPES * QUADS + item.quad, D);
    codeQuad(item.expert, item.unit, item.quad, t.a);
    codeQuad(item.expert, item.unit, item.quad + 1u, t.b);
    if (column + 1u < columns) {
      codeQuad(item.expert, item.unit + 4u, item.quad, t.c);
      codeQuad(item.expert, item.unit + 4u, item.quad + 1u, t.d);
    }
  }
}

/** Four units of one quad; the last unit of all is the gate, those after it padding. */
fn codeQuad(expert: u32, unit: u32, quad: u32, t: mat4x4f) {
  let code = (CODE + expert * withOne(W) + unit) * QUADS + quad;
  let gate = units[(CODE + expert * withOne(W) + W) * QUADS + quad];
  units[(DOTS + expert * fours(W + 1u) + unit / 4u) * QUADS + quad] =
    units[code] * t[0] + units[code + QUADS] * t[1] + units[code + 2u * QUADS] * t[2] + units[code + 3u * QUADS] * t[3];
  if (unit < W) {
    store((D_CODE + expert * 4u * fours(W) + unit) * QUADS + quad, W - unit, gatedBy(positive(t, code), gate));
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

/** Back through one layer of all experts; `activations` says where its inputs were positive. */
fn layerBackward(
  inputs: u32, outputs: u32, layer: u32, readAt: u32, readStride: u32, writeAt: u32,
  activations: u32, rectify: bool, local: u32, tile: u32,
) {
  let tiles = fours(inputs);
  let blocks = (tiles + 1u) / 2u;
  let columns = fours(inputs + 1u);
  for (var i = local; i < E * blocks * (TILE / 2u); i += THREADS) {
    let item = itemAt(i, blocks, tile);
    let first = layer + item.expert * 4u * fours(outputs) * columns;
    let column = item.unit / 4u;
    let unit = (readAt + item.expert * readStride) * QUADS + item.quad;
    var t = dense(first + column, first + min(column + 1u, tiles - 1u), columns, unit, outputs);
    if (rectify) {
      let a = (activations + item.expert * withOne(inputs) + item.unit) * QUADS + item.quad;
      let c = a + 4u * QUADS;
      t = Block(positive(t.a, a), positive(t.b, a + 1u), positive(t.c, c), positive(t.d, c + 1u));
    }
    let place = (writeAt + item.expert * 4u * tiles + item.unit) * QUADS + item.quad;
    let count = inputs - item.unit;
    store(place, count, t.a);
    store(place + 1u, count, t.b);
    if (count > 4u) {
      store(place + 4u * QUADS, count - 4u, t.c);
      store(place + 4u * QUADS + 1u, count - 4u, t.d);
    }
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
