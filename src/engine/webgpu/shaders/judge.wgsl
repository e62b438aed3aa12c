// Errors, decoder norms and gates of one tile of rows, [2 + E][quad].

@group(0) @binding(5) var<storage, read_write> results: array<vec4f>;

fn rowAt(place: u32) -> u32 {
  return place;
}

fn judgeQuad(quad: u32) {
  var norms = vec4f();
  for (var e = 0u; e < E; e++) {
    for (var u = 0u; u <= W; u++) {
      let code = units[(CODE + e * withOne(W) + u) * QUADS + quad];
      norms += code * code;
    }
    results[(2u + e) * QUADS + quad] = units[(CODE + e * withOne(W) + W) * QUADS + quad];
  }
  results[quad] = squaredError(quad) / f32(D);
  results[QUADS + quad] = norms;
}

@compute @workgroup_size(THREADS)
fn judgeTile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tile = (step.first + group.x) * TILE;
  forward(local, tile);
  compare(local, tile, 0.0);
  for (var i = local; i < TILE; i += THREADS) { judgeQuad(tile + i); }
}
