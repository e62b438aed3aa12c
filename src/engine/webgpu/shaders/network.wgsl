// The network of docs/methods.md 1.2 on the device: what every kernel knows of it.
//
// Rows lie in *quads* of four. A *unit* (an input, a neuron, a derivative) owns QUADS quads, one number for each row of a
// batch, so activations are a matrix [unit][quad] of vec4. Layers are padded to fours: outputs to O, inputs to I, one
// input more than the layer has, which is always one and carries the bias (the gate, in front of the decoder). Padding is
// zero and stays zero. Weights are kept twice: expert by expert [O][I] for the way back, [I][O] for the way forward.

/** Inputs. */
override D: u32;
/** Experts. */
override E: u32;
/** Width of the bottleneck. */
override B: u32;
/** Width of the decoder's input, without the gate: H, or B in the published form. */
override W: u32;
/** Width of the first hidden layer, default form only. */
override H: u32;
/** The default form, with hidden layers on both sides of the bottleneck. */
override DEEP: bool;

/** Quads of a unit. */
override QUADS: u32;
/** Quads in one tile: what a workgroup works on. Even. */
override TILE: u32;
/** Invocations in a workgroup. */
override THREADS: u32;

/** First units of the regions: inputs, logits (then their derivatives), hidden, bottleneck, code × gate, … */
override X: u32;
override LOGITS: u32;
override HIDDEN: u32;
override LATENT: u32;
override CODE: u32;
/** … each expert's share of the reconstruction, squared differences, … */
override SHARES: u32;
override SQUARES: u32;
/** … and in training the derivatives: of the reconstruction, code, bottleneck, hidden; sums for the gate's. */
override SLOPES: u32;
override D_CODE: u32;
override D_LATENT: u32;
override D_HIDDEN: u32;
override DOTS: u32;

/** First vec4 of each layer's weights [O][I]; those for the way forward lie FORWARD further. */
override GATE_WEIGHTS: u32;
override HIDDEN_WEIGHTS: u32;
override LATENT_WEIGHTS: u32;
override CODE_WEIGHTS: u32;
override DECODER_WEIGHTS: u32;
override FORWARD: u32;

/** What differs from step to step. */
struct Step {
  /** Place of the batch's first row in the order (of a judgement: among the rows). */
  start: u32,
  /** Rows in the batch; the rest of the last tile is zero and weighs nothing. */
  rows: u32,
  /** Where the objective goes. */
  slot: u32,
  /** First workgroup of this part of a step. */
  first: u32,
  /** 2 / (D · rows) */
  slope: f32,
  /** λ_bal */
  balance: f32,
  /** Adam's rate and ε, both with their bias corrections. */
  rate: f32,
  epsilon: f32,
}

/** Fours that hold n numbers. */
fn fours(n: u32) -> u32 {
  return (n + 3u) / 4u;
}
