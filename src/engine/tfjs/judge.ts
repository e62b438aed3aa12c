/** Errors, gates and decoder norms of many rows, tile by tile, every tile of the same size. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Floats } from '../../basics/arrays';
import type { Judgement } from '../backend';
import { forward } from './forward';
import type { ForwardPass } from './forward';
import type { EngineLayout } from './layout';

function errorsOf(output: Tensor2D, x: Tensor2D): Tensor2D {
  return tf.mean(tf.square(tf.sub(output, x)), 1, true);
}

function decoderNormsOf({ gates, groups }: ForwardPass): Tensor2D {
  const squares = groups.map(({ code }) => tf.add(tf.sum(tf.square(code), 2), 1) as Tensor2D);
  const own = squares.length === 1 ? squares[0] : tf.concat(squares, 1);
  return tf.sum(tf.mul(tf.square(gates.byRow), own), 1, true);
}

/** Rows `from …` of x as a padded tile of zeros. */
function tileOf(x: Floats, from: number, rows: number, tile: number, dims: number): Float32Array {
  const padded = new Float32Array(tile * dims);
  padded.set(x.subarray(from * dims, (from + rows) * dims));
  return padded;
}

/**
 * Judges one tile. One read-back: a tensor of [2 + E, tile].
 * @param x [rows × D], `from + rows` of them at least
 * @param rows at most `tile`; the rest is padding, so that no row's result depends on how many there are
 */
async function judgeTile(flat: Tensor1D, layout: EngineLayout, x: Floats, from: number, rows: number, tile: number) {
  const { dims } = layout;
  const all = tf.tidy(() => {
    const input = tf.tensor2d(tileOf(x, from, rows, tile, dims), [tile, dims]);
    const pass = forward(flat, input, layout);
    const lines = [errorsOf(pass.output, input), decoderNormsOf(pass)].map((column) => tf.reshape(column, [1, tile]));
    return tf.concat([...lines, pass.gates.byExpert], 0);
  });
  const values = await all.data<'float32'>();
  all.dispose();
  return values;
}

/**
 * Judges all rows.
 * @param flat parameters in the engine's order
 * @param use makes the backend current; called before each tile
 */
export async function judge(
  flat: Tensor1D,
  layout: EngineLayout,
  x: Floats,
  rows: number,
  tile: number,
  use: () => void,
): Promise<Judgement> {
  const { experts } = layout;
  const errors = new Float32Array(rows);
  const decoderNorms = new Float32Array(rows);
  const gates = new Float32Array(rows * experts);
  for (let from = 0; from < rows; from += tile) {
    use();
    const count = Math.min(tile, rows - from);
    const values = await judgeTile(flat, layout, x, from, count, tile);
    errors.set(values.subarray(0, count), from);
    decoderNorms.set(values.subarray(tile, tile + count), from);
    for (let row = 0; row < count; row++) {
      for (let e = 0; e < experts; e++) gates[(from + row) * experts + e] = values[(2 + e) * tile + row];
    }
  }
  return { errors, gates, decoderNorms };
}
