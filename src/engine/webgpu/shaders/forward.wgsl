// The way forward for one tile of rows: gather, gates, experts, reconstruction. Every layer of every expert is shared out
// among the workgroup in blocks of eight units × two quads; a barrier stands between layers.

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> units: array<vec4f>;

/** Eight units of two quads: four units of one quad in each matrix. */
struct Block {
  a: mat4x4f, b: mat4x4f,
  c: mat4x4f, d: mat4x4f,
}

/**
 * Sums over `count` units: block[k] = Σ_i w[i][k] · u[i].
 * @param weight, other vec4s of four units' weights of the first summand; the next one's lie `stride` further
 * @param unit first summand's place at the first of the two quads
 */
fn dense(weight: u32, other: u32, stride: u32, unit: u32, count: u32) -> Block {
  let end = unit + count * QUADS;
  let away = other - weight;
  var w = weight;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var c0 = vec4f(); var c1 = vec4f(); var c2 = vec4f(); var c3 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  for (var u = unit; u < end; u += QUADS) {
    let v = weights[w];
    let f = weights[w + away];
    let a = units[u];
    let b = units[u + 1u];
    a0 += v.x * a;
    a1 += v.y * a;
    a2 += v.z * a;
    a3 += v.w * a;
    b0 += v.x * b;
    b1 += v.y * b;
    b2 += v.z * b;
    b3 += v.w * b;
    c0 += f.x * a;
    c1 += f.y * a;
    c2 += f.z * a;
    c3 += f.w * a;
    d0 += f.x * b;
    d1 += f.y * b;
    d2 += f.z * b;
    d3 += f.w * b;
    w += stride;
  }
  return Block(mat4x4f(a0, a1, a2, a3), mat4x4f(b0, b1, b2, b3), mat4x4f(c0, c1, c2, c3), mat4x4f(d0, d1, d2, d3));
}

/** Writes four units of one quad, as many of them as there are. */
fn store(place: u32, count: u32, v: mat4x4f) {
  units[place] = v[0];
  if (count > 1u) { units[place + QUADS] = v[1]; }
  if (count > 2u) { units[place + 2u * QUADS] = v[2]; }
  if (count > 3u) { units[place + 3u * QUADS] = v[3]; }
}

fn rectified(m: mat4x4f) -> mat4x4f {
  let zero = vec4f();
  return mat4x4f(max(m[0], zero), max(m[1], zero), max(m[2], zero), max(m[3], zero));
}

fn gatedBy(m: mat4x4f, g: vec4f) -> mat4x4f {
  return mat4x4f(g * m[0], g * m[1], g * m[2], g * m[3]);
}

/** Which block of a layer an item is: the quads go round fastest. */
struct Item {
  expert: u32,
  /** First of the eight units. */
  unit: u32,
  /** First of the two quads. */
  quad: u32,
}

fn itemAt(item: u32, blocks: u32, tile: u32) -> Item {
  let pairs = TILE / 2u;
  let block = item / pairs;
  return Item(block / blocks, 8u * (block % blocks), tile + 2u * (item % pairs));
}

/**
 * One layer of `experts` experts.
 * @param layer first vec4 of its weights
 * @param readAt, readStride first unit of its inputs, and the way to the next expert's
 * @param writeAt first unit of its outputs
 */
fn layerForward(
  experts: u32, inputs: u32, outputs: u32, layer: u32,
  readAt: u32, readStride: u32, writeAt: u32, writeStride: u32,
  rectify: bool, gated: bool, local: u32, tile: u32,
) {
  let columns = fours(outputs);
  let blocks = (columns + 1u) / 2u;
  let size = 4u * columns * fours(inputs + 1u);
  for (var i = local; i < experts * blocks * (TILE / 2u); i += THREADS) {
    let item = itemAt(i, blocks, tile);
    let first = FORWARD + layer + item.expert * size;
    let column = item.unit / 4u;
    let unit = (readAt + item.expert * readStride) * QUADS + item.quad;
    var sum = dense(first + column, first + min(column + 1u, columns - 1u), columns, unit, inputs + 1u);
    if (rectify) { sum = Block(rectified(sum.a), rectified(sum.b), rectified(sum.c), rectified(sum.d)); }
    if (gated) {
      let gate = (writeAt + item.expert * writeStride + outputs) * QUADS + item.quad;
      let ga = units[gate];
      let gb = units[gate + 1u];
      sum = Block(gatedBy(sum.a, ga), gatedBy(sum.b, gb), gatedBy(sum.c, ga), gatedBy(sum.d, gb));
    }
    let place = (writeAt + item.expert * writeStride + item.unit) * QUADS + item.quad;
    let count = outputs - item.unit;
    store(place, count, sum.a);
    store(place + 1u, count, sum.b);
    if (count > 4u) {
      store(place + 4u * QUADS, count - 4u, sum.c);
      store(place + 4u * QUADS + 1u, count - 4u, sum.d);
    }
  }
}

/** Units from one expert to the next where a unit of ones (or the gate) follows `outputs` units. */
fn withOne(outputs: u32) -> u32 {
  return 4u * fours(outputs + 1u);
}

/** The rows of a tile, zero beyond the batch. */
fn gather(local: u32, tile: u32) {
  for (var i = local; i < D * TILE; i += THREADS) {
    let d = i % D;
    let quad = tile + i / D;
    var values = vec4f();
    for (var k = 0u; k < 4u; k++) {
      if (4u * quad + k < step.rows) { values[k] = rows[rowAt(step.start + 4u * quad + k) * D + d]; }
    }
    units[(X + d) * QUADS + quad] = values;
  }
}

/** Gates of one quad out of its logits, into the last unit of each expert's code; zero beyond the batch. */
fn softmax(quad: u32) {
  let logits = LOGITS * QUADS + quad;
  let gates = (CODE + W) * QUADS + quad;
  var highest = units[logits];
  for (var e = 1u; e < E; e++) { highest = max(highest, units[logits + e * QUADS]); }
  var total = vec4f();
  for (var e = 0u; e < E; e++) {
    let share = exp(units[logits + e * QUADS] - highest);
    units[gates + e * withOne(W) * QUADS] = share;
    total += share;
  }
  let row = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u);
  let weight = select(vec4f(), 1.0 / total, row < vec4u(step.rows));
  for (var e = 0u; e < E; e++) { units[gates + e * withOne(W) * QUADS] *= weight; }
}

/** From rows to each expert's share of the reconstruction. `tile`: first quad. */
fn forward(local: u32, tile: u32) {
  gather(local, tile);
  storageBarrier();
  layerForward(1u, D, E, GATE_WEIGHTS, X, 0u, LOGITS, 0u, false, false, local, tile);
  if (DEEP) {
    layerForward(E, D, H, HIDDEN_WEIGHTS, X, 0u, HIDDEN, withOne(H), true, false, local, tile);
  }
  storageBarrier();
  for (var i = local; i < TILE; i += THREADS) { softmax(tile + i); }
  if (DEEP) {
    layerForward(E, H, B, LATENT_WEIGHTS, HIDDEN, withOne(H), LATENT, withOne(B), false, false, local, tile);
  }
  storageBarrier();
  if (DEEP) {
    layerForward(E, B, W, CODE_WEIGHTS, LATENT, withOne(B), CODE, withOne(W), true, true, local, tile);
  } else {
    layerForward(E, D, W, CODE_WEIGHTS, X, 0u, CODE, withOne(W), true, true, local, tile);
  }
  storageBarrier();
  layerForward(E, W, D, DECODER_WEIGHTS, CODE, withOne(W), SHARES, 4u * fours(D), false, false, local, tile);
  storageBarrier();
}

/**
 * Reconstruction minus rows, for four inputs of one quad at a time; their squares are left in SQUARES.
 * @param scale what the differences are multiplied by before they go to SLOPES, 0 = nowhere
 */
fn compare(local: u32, tile: u32, scale: f32) {
  for (var i = local; i < fours(D) * TILE; i += THREADS) {
    let block = i / TILE;
    let quad = tile + i % TILE;
    var squares = vec4f();
    for (var d = 4u * block; d < min(D, 4u * block + 4u); d++) {
      var difference = -units[(X + d) * QUADS + quad];
      for (var e = 0u; e < E; e++) { difference += units[(SHARES + e * 4u * fours(D) + d) * QUADS + quad]; }
      squares += difference * difference;
      if (scale != 0.0) { units[(SLOPES + d) * QUADS + quad] = scale * difference; }
    }
    units[(SQUARES + block) * QUADS + quad] = squares;
  }
  storageBarrier();
}

/** Σ_d (x̂_d − x_d)² of each row of a quad. */
fn squaredError(quad: u32) -> vec4f {
  var sum = vec4f();
  for (var block = 0u; block < fours(D); block++) { sum += units[(SQUARES + block) * QUADS + quad]; }
  return sum;
}
