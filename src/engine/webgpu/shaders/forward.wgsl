// The way forward for one tile of rows: gather, gates, experts, reconstruction. Every layer of every expert is shared out
// among the workgroup in blocks of four units × two quads; a barrier stands between layers.

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> units: array<vec4f>;

/** Four units of two quads. */
struct Block {
  a0: vec4f, a1: vec4f, a2: vec4f, a3: vec4f,
  b0: vec4f, b1: vec4f, b2: vec4f, b3: vec4f,
}

/**
 * Sums over `count` units: block[k] = Σ_i w[i][k] · u[i].
 * @param weight vec4 of four units' weights of the first summand; the next one's lie `stride` further
 * @param unit first summand's place at the first of the two quads
 */
fn dense(weight: u32, stride: u32, unit: u32, count: u32) -> Block {
  var sum: Block;
  var w = weight;
  var u = unit;
  for (var i = 0u; i < count; i++) {
    let factor = weights[w];
    let a = units[u];
    let b = units[u + 1u];
    sum.a0 += factor.x * a;
    sum.a1 += factor.y * a;
    sum.a2 += factor.z * a;
    sum.a3 += factor.w * a;
    sum.b0 += factor.x * b;
    sum.b1 += factor.y * b;
    sum.b2 += factor.z * b;
    sum.b3 += factor.w * b;
    w += stride;
    u += QUADS;
  }
  return sum;
}

/** Writes four units of one quad, as many of them as there are. */
fn store(place: u32, count: u32, v0: vec4f, v1: vec4f, v2: vec4f, v3: vec4f) {
  units[place] = v0;
  if (count > 1u) { units[place + QUADS] = v1; }
  if (count > 2u) { units[place + 2u * QUADS] = v2; }
  if (count > 3u) { units[place + 3u * QUADS] = v3; }
}

fn rectified(block: Block) -> Block {
  let zero = vec4f();
  return Block(
    max(block.a0, zero), max(block.a1, zero), max(block.a2, zero), max(block.a3, zero),
    max(block.b0, zero), max(block.b1, zero), max(block.b2, zero), max(block.b3, zero),
  );
}

/** Which block of a layer an item is: the quads go round fastest. */
struct Item {
  expert: u32,
  /** First of the four units. */
  unit: u32,
  /** First of the two quads. */
  quad: u32,
}

fn itemAt(item: u32, blocks: u32, tile: u32) -> Item {
  let pairs = TILE / 2u;
  let block = item / pairs;
  return Item(block / blocks, 4u * (block % blocks), tile + 2u * (item % pairs));
}

/**
 * One layer of `experts` experts.
 * @param layer first vec4 of its weights
 * @param readAt, readStride first unit of its inputs, and the way to the next expert's
 * @param writeAt first unit of its outputs, experts `4 · fours(outputs + 1)` apart
 */
fn layerForward(
  experts: u32, inputs: u32, outputs: u32, layer: u32,
  readAt: u32, readStride: u32, writeAt: u32, writeStride: u32,
  rectify: bool, gated: bool, local: u32, tile: u32,
) {
  let blocks = fours(outputs);
  let size = 4u * blocks * fours(inputs + 1u);
  for (var i = local; i < experts * blocks * (TILE / 2u); i += THREADS) {
    let item = itemAt(i, blocks, tile);
    let weight = FORWARD + layer + item.expert * size + item.unit / 4u;
    let unit = (readAt + item.expert * readStride) * QUADS + item.quad;
    var sum = dense(weight, blocks, unit, inputs + 1u);
    if (rectify) { sum = rectified(sum); }
    let place = (writeAt + item.expert * writeStride + item.unit) * QUADS + item.quad;
    let count = outputs - item.unit;
    var gateA = vec4f(1.0);
    var gateB = vec4f(1.0);
    if (gated) {
      let gate = (writeAt + item.expert * writeStride + outputs) * QUADS + item.quad;
      gateA = units[gate];
      gateB = units[gate + 1u];
    }
    store(place, count, gateA * sum.a0, gateA * sum.a1, gateA * sum.a2, gateA * sum.a3);
    store(place + 1u, count, gateB * sum.b0, gateB * sum.b1, gateB * sum.b2, gateB * sum.b3);
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
