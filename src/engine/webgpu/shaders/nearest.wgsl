// The nearest point of each query and how far the next one is, by comparing it with all of them. A workgroup owns four
// queries; its invocations take the points in turn, four at a time, and of equal distances the lower index wins, so the
// answer is one whatever the order.

override D: u32;
/** Points, and the fours that hold them. */
override POINTS: u32;
override POINT_QUADS: u32;
override THREADS: u32;

/** [D][POINT_QUADS], and [quads][D] of queries: four points, or queries, in each vec4. */
@group(0) @binding(0) var<storage, read> points: array<vec4f>;
@group(0) @binding(1) var<storage, read> queries: array<vec4f>;
/** Episode of each point, and for each query the one that is passed over. */
@group(0) @binding(2) var<storage, read> episodes: array<u32>;
@group(0) @binding(3) var<storage, read> excluded: array<u32>;
struct Answer {
  /** Index of the nearest point; POINTS where none is eligible. */
  index: u32,
  /** Squared distance of the nearest of all others. */
  next: f32,
}
@group(0) @binding(4) var<storage, read_write> nearest: array<Answer>;

struct Nearest {
  squared: f32,
  index: u32,
  next: f32,
}

var<workgroup> found: array<Nearest, 4u * THREADS>;

/** The nearest so far, or one of four points after it. */
fn nearer(best: Nearest, squares: vec4f, first: u32, passed: u32) -> Nearest {
  var now = best;
  for (var k = 0u; k < 4u; k++) {
    let index = first + k;
    if (index >= POINTS || squares[k] >= now.next || episodes[index] == passed) { continue; }
    if (squares[k] < now.squared) { now = Nearest(squares[k], index, now.squared); } else { now.next = squares[k]; }
  }
  return now;
}

@compute @workgroup_size(THREADS)
fn nearestPoints(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let none = Nearest(3.4e38, POINTS, 3.4e38);
  var best = array(none, none, none, none);
  let passed = vec4u(
    excluded[4u * group.x], excluded[4u * group.x + 1u], excluded[4u * group.x + 2u], excluded[4u * group.x + 3u],
  );
  for (var quad = local; quad < POINT_QUADS; quad += THREADS) {
    var s0 = vec4f();
    var s1 = vec4f();
    var s2 = vec4f();
    var s3 = vec4f();
    for (var d = 0u; d < D; d++) {
      let p = points[d * POINT_QUADS + quad];
      let q = queries[group.x * D + d];
      let g0 = p - q.x;
      let g1 = p - q.y;
      let g2 = p - q.z;
      let g3 = p - q.w;
      s0 += g0 * g0;
      s1 += g1 * g1;
      s2 += g2 * g2;
      s3 += g3 * g3;
    }
    best[0] = nearer(best[0], s0, 4u * quad, passed.x);
    best[1] = nearer(best[1], s1, 4u * quad, passed.y);
    best[2] = nearer(best[2], s2, 4u * quad, passed.z);
    best[3] = nearer(best[3], s3, 4u * quad, passed.w);
  }
  for (var k = 0u; k < 4u; k++) { found[k * THREADS + local] = best[k]; }
  workgroupBarrier();
  if (local >= 4u) { return; }
  var winner = none;
  for (var i = 0u; i < THREADS; i++) {
    let other = found[local * THREADS + i];
    let first = other.squared < winner.squared || (other.squared == winner.squared && other.index < winner.index);
    let next = min(max(other.squared, winner.squared), min(other.next, winner.next));
    if (first) { winner = other; }
    winner.next = next;
  }
  nearest[4u * group.x + local] = Answer(winner.index, winner.next);
}
