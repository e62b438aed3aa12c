// The gradient of every weight and Adam's step, in one go. LANES invocations share the rows of a block of four outputs ×
// four inputs; their sums are added in one fixed order. The balance term enters here, where the mean gates are known.

override LANES: u32;
/** Blocks of weights. */
override JOBS: u32;

/** A block of weights: which derivatives × which activations, and where it lies. Units and vec4s. */
struct Job {
  outputs: u32,
  inputs: u32,
  /** First row of four inputs, in [O][I]; the next one is `columns` further. */
  weight: u32,
  columns: u32,
  /** The same block in [I][O]. */
  forward: u32,
  rows: u32,
  /** 1 for the gate's weights. */
  gate: u32,
  padding: u32,
}

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> jobs: array<Job>;
@group(0) @binding(2) var<storage, read> units: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> weights: array<vec4f>;
/** First moments, then second moments, as the weights [O][I]. */
@group(0) @binding(4) var<storage, read_write> moments: array<vec4f>;
@group(0) @binding(5) var<storage, read> sums: array<f32>;
@group(0) @binding(6) var<storage, read_write> objectives: array<f32>;

/** Mean gate of each expert, then the mean of Σ (x̂ − x)². */
var<workgroup> means: array<f32, E + 1u>;
/** Each lane's share of its block's gradient: a vec4 of inputs for each output. */
var<workgroup> shares: array<vec4f, 4u * THREADS>;

fn logShare(e: u32) -> f32 {
  return log(max(means[e] * f32(E), 1e-37));
}

fn gateOf(e: u32, quad: u32) -> vec4f {
  return units[(CODE + e * 4u * fours(W + 1u) + W) * QUADS + quad];
}

/** The balance term's part of a logit's derivative: λ/rows · g_e (ln E ḡ_e − Σ_j g_j ln E ḡ_j). */
fn balanceSlope(e: u32, quad: u32) -> vec4f {
  if (e >= E) { return vec4f(); }
  var mean = vec4f();
  for (var j = 0u; j < E; j++) { mean += gateOf(j, quad) * logShare(j); }
  return step.balance / f32(step.rows) * gateOf(e, quad) * (logShare(e) - mean);
}

fn meanOf(local: u32) {
  for (var e = local; e <= E; e += THREADS) {
    var sum = 0.0;
    for (var tile = 0u; tile < (step.rows + 4u * TILE - 1u) / (4u * TILE); tile++) { sum += sums[tile * (E + 1u) + e]; }
    means[e] = sum / f32(step.rows);
  }
}

fn objective() -> f32 {
  var divergence = 0.0;
  for (var e = 0u; e < E; e++) { divergence += means[e] * logShare(e); }
  return means[E] / f32(D) + step.balance * divergence;
}

/** Four inputs of one quad, a row of the batch in each column: times a quad of derivatives, it sums over the rows. */
fn inputsAt(place: u32) -> mat4x4f {
  return transpose(mat4x4f(units[place], units[place + QUADS], units[place + 2u * QUADS], units[place + 3u * QUADS]));
}

/** A lane's share of the gradient of four outputs × four inputs. */
fn gradientShare(job: Job, lane: u32) -> array<vec4f, 4> {
  var g0 = vec4f();
  var g1 = vec4f();
  var g2 = vec4f();
  var g3 = vec4f();
  let end = job.inputs * QUADS + fours(step.rows);
  var output = job.outputs * QUADS + lane;
  for (var input = job.inputs * QUADS + lane; input < end; input += LANES) {
    let x = inputsAt(input);
    g0 += x * units[output];
    g1 += x * units[output + QUADS];
    g2 += x * units[output + 2u * QUADS];
    g3 += x * units[output + 3u * QUADS];
    output += LANES;
  }
  return array(g0, g1, g2, g3);
}

/** What the balance term adds to the gradient of the gate's weights. */
fn balanceShare(job: Job, lane: u32) -> array<vec4f, 4> {
  var g: array<vec4f, 4>;
  let expert = job.outputs - LOGITS;
  for (var quad = lane; quad < fours(step.rows); quad += LANES) {
    let x = inputsAt(job.inputs * QUADS + quad);
    for (var k = 0u; k < 4u; k++) { g[k] += x * balanceSlope(expert + k, quad); }
  }
  return g;
}

/** One step of Adam for four weights. */
fn adam(place: u32, gradient: vec4f) -> vec4f {
  let first = 0.9 * moments[place] + 0.1 * gradient;
  let second = 0.999 * moments[FORWARD + place] + 0.001 * gradient * gradient;
  moments[place] = first;
  moments[FORWARD + place] = second;
  let moved = weights[place] - step.rate * first / (sqrt(second) + step.epsilon);
  weights[place] = moved;
  return moved;
}

@compute @workgroup_size(THREADS)
fn updateBlock(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  meanOf(local);
  workgroupBarrier();
  let index = (step.first + group.x) * (THREADS / LANES) + local / LANES;
  let lane = local % LANES;
  var own = array<vec4f, 4>();
  if (index < JOBS) {
    own = gradientShare(jobs[index], lane);
    if (jobs[index].gate == 1u) {
      let balance = balanceShare(jobs[index], lane);
      for (var k = 0u; k < 4u; k++) { own[k] += balance[k]; }
    }
  }
  if (LANES > 1u) {
    for (var k = 0u; k < 4u; k++) { shares[4u * local + k] = own[k]; }
    workgroupBarrier();
  }
  if (index >= JOBS || lane > 0u) { return; }
  if (LANES > 1u) {
    for (var other = 1u; other < LANES; other++) {
      for (var k = 0u; k < 4u; k++) { own[k] += shares[4u * (local + other) + k]; }
    }
  }
  let job = jobs[index];
  var moved: mat4x4f;
  for (var k = 0u; k < 4u; k++) { moved[k] = adam(job.weight + k * job.columns, own[k]); }
  let turned = transpose(moved);
  for (var k = 0u; k < 4u; k++) { weights[job.forward + k * job.rows] = turned[k]; }
  if (index == 0u) { objectives[step.slot] = objective(); }
}
