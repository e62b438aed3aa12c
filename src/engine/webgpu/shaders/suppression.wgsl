// Sums of input patches at rows (docs/methods.md 2): every row is compared with every patch, and a patch is given up as soon as
// its partial distance is beyond its reach for certain. Beside each sum stands a bound of its error; a row where that is
// too large (near a step, say) is marked, and the reference answers for it.

/** Inputs and raw features of a row. */
override D: u32;
override F: u32;
/** Rows in a line of the results. */
override ROWS: u32;
override THREADS: u32;

struct Patch {
  /** 0 plateau, 1 wendland, 2 gaussian. */
  kernel: u32,
  /** 1 for a raise. */
  raise: u32,
  /** Terms of its centre (and of its half-space), and how many. */
  first: u32,
  count: u32,
  reach: f32,
  core: f32,
  strength: f32,
  /** 0 none, 1 half-space, 2 direction. */
  gate: u32,
  /** Terms of a direction gate. */
  gateFirst: u32,
  gateCount: u32,
  sigma: f32,
  /** What a distance near the reach, the amount where it is neither 0 nor α, and a cosine may be off by. */
  slack: f32,
  doubt: f32,
  cosineSlack: f32,
}

/** One input that a patch reads: its centre there, and the normal and origin of a gate. */
struct Term {
  feature: u32,
  center: f32,
  normal: f32,
  origin: f32,
}

@group(0) @binding(0) var<storage, read> patches: array<Patch>;
@group(0) @binding(1) var<storage, read> terms: array<Term>;
/** [blocks][D][THREADS] standardised, [blocks][F][THREADS] raw. */
@group(0) @binding(2) var<storage, read> inputs: array<f32>;
@group(0) @binding(3) var<storage, read> raws: array<f32>;
/** What is suppressed, what is raised (neither cut at 1), and 1 for a row that is left to the reference, [3][ROWS]. */
@group(0) @binding(4) var<storage, read_write> results: array<f32>;

/** Place of a row's first number. */
fn placeOf(row: u32, width: u32) -> u32 {
  return row / THREADS * width * THREADS + row % THREADS;
}

/** Share of the reach that a Gaussian's σ takes is 1 / 3.72. */
const gaussianReach = 3.72;
/** Where it is cut, it is still this high. */
const gaussianCut = 1e-3;
/** Error that a sum may have. */
const allowed = 3e-5;
/** One unit in the last place of 1. */
const unit = 1.2e-7;

fn smoothStep(t: f32) -> f32 {
  let s = clamp(t, 0.0, 1.0);
  return min(1.0, s * s * s * (s * (6.0 * s - 15.0) + 10.0));
}

/** ψ, exactly zero from the reach on. */
fn kernelValue(its: Patch, distance: f32) -> f32 {
  if (distance >= its.reach) { return 0.0; }
  let t = distance / its.reach;
  if (its.kernel == 0u) { return 1.0 - smoothStep((t - its.core) / (1.0 - its.core)); }
  if (its.kernel == 1u) {
    let rest = (1.0 - t) * (1.0 - t);
    return rest * rest * (4.0 * t + 1.0);
  }
  let deviations = t * gaussianReach;
  return exp(-0.5 * deviations * deviations);
}

/** Euclidean distance from the centre, or anything beyond the reach once it is beyond. */
fn centreDistance(its: Patch, row: u32) -> f32 {
  let at = placeOf(row, D);
  let farthest = (its.reach + its.slack) * (its.reach + its.slack) * 1.00001;
  var squares = 0.0;
  for (var i = its.first; i < its.first + its.count && squares <= farthest; i++) {
    let gap = inputs[at + terms[i].feature * THREADS] - terms[i].center;
    squares += gap * gap;
  }
  return sqrt(squares);
}

/** What a gate lets through, and whether float32 cannot tell on which side of its plane the row is. */
struct Gate {
  value: f32,
  unsure: bool,
}

fn halfSpace(its: Patch, row: u32) -> Gate {
  let at = placeOf(row, D);
  var height = 0.0;
  var size = 0.0;
  for (var i = its.first; i < its.first + its.count; i++) {
    let value = inputs[at + terms[i].feature * THREADS];
    height += (value - terms[i].origin) * terms[i].normal;
    size += (abs(value) + abs(terms[i].origin)) * abs(terms[i].normal);
  }
  return Gate(select(0.0, 1.0, height > 0.0), abs(height) <= f32(its.count + 4u) * unit * size);
}

fn direction(its: Patch, row: u32) -> Gate {
  let at = placeOf(row, F);
  var squares = 0.0;
  var along = 0.0;
  for (var i = its.gateFirst; i < its.gateFirst + its.gateCount; i++) {
    let speed = raws[at + terms[i].feature * THREADS];
    squares += speed * speed;
    along += speed * terms[i].normal;
  }
  if (squares == 0.0) { return Gate(1.0 - f32(its.raise), false); }
  let cosine = along / sqrt(squares);
  let off = (1.0 - cosine) / its.sigma;
  return Gate(select(exp(-0.5 * off * off), 0.0, cosine <= 0.0), abs(cosine) <= 2.0 * its.cosineSlack);
}

fn gateAt(its: Patch, row: u32) -> Gate {
  if (its.gate == 1u) { return halfSpace(its, row); }
  if (its.gate == 2u) { return direction(its, row); }
  return Gate(1.0, false);
}

/** How far an amount may be off that the gate lets through; on the plateau it is α. */
fn doubtAt(its: Patch, distance: f32, gate: Gate) -> f32 {
  if (gate.unsure) { return its.strength; }
  if (gate.value == 0.0) { return 0.0; }
  if (its.kernel == 0u && its.gate != 2u && distance < its.core * its.reach - its.slack) { return 0.0; }
  let cut = its.kernel == 2u && abs(distance - its.reach) <= its.slack;
  return its.doubt + select(0.0, gaussianCut * its.strength, cut);
}

@compute @workgroup_size(THREADS)
fn patchSums(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  var sums = vec2f();
  var doubts = vec2f();
  for (var p = 0u; p < arrayLength(&patches); p++) {
    let distance = centreDistance(patches[p], row);
    if (distance >= patches[p].reach + patches[p].slack) { continue; }
    let gate = gateAt(patches[p], row);
    let side = patches[p].raise;
    sums[side] += patches[p].strength * gate.value * kernelValue(patches[p], distance);
    doubts[side] += doubtAt(patches[p], distance, gate) + unit * sums[side];
  }
  results[row] = sums.x;
  results[ROWS + row] = sums.y;
  // A sum that is 1 or more for certain is cut to 1, whatever its error.
  let marked = any((doubts > vec2f(allowed)) & (sums - doubts < vec2f(1.0)));
  results[2u * ROWS + row] = select(0.0, 1.0, marked);
}
