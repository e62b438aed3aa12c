/**
 * What a family writes its ONNX form in: arithmetic on float64 values of a graph. `src/formats` implements it, so that a family
 * says its mathematics once here and knows nothing of files. Operators mean what ONNX opset 17 says.
 */
import type { Floats } from '../../basics/arrays';

/** Name of a value that flows through the graph. */
export type GraphValue = string;

export interface GraphAlgebra {
  /** A float64 number. */
  scalar(value: number): GraphValue;
  /** A float64 array; stored as float32 when it is one. */
  numbers(stem: string, shape: readonly number[], data: Floats): GraphValue;
  add(a: GraphValue | number, b: GraphValue | number): GraphValue;
  sub(a: GraphValue | number, b: GraphValue | number): GraphValue;
  mul(a: GraphValue | number, b: GraphValue | number): GraphValue;
  div(a: GraphValue | number, b: GraphValue | number): GraphValue;
  min(a: GraphValue | number, b: GraphValue | number): GraphValue;
  max(a: GraphValue | number, b: GraphValue | number): GraphValue;
  matmul(a: GraphValue, b: GraphValue): GraphValue;
  square(a: GraphValue): GraphValue;
  apply(type: 'Exp' | 'Log' | 'Sqrt' | 'Relu' | 'Abs' | 'Neg' | 'Cos' | 'Sin', a: GraphValue): GraphValue;
  softmax(a: GraphValue, axis: number): GraphValue;
  logSumExp(a: GraphValue, axis: number): GraphValue;
  sum(a: GraphValue, axis: number, keep?: boolean): GraphValue;
  mean(a: GraphValue, axis: number, keep?: boolean): GraphValue;
  /** A condition, for `where`. */
  greater(a: GraphValue, b: GraphValue | number): GraphValue;
  where(condition: GraphValue, a: GraphValue | number, b: GraphValue | number): GraphValue;
  /** Columns of a matrix, in this order. */
  columns(a: GraphValue, indices: readonly number[]): GraphValue;
  /** One slice; its axis is gone. */
  pick(a: GraphValue, axis: number, index: number): GraphValue;
  transpose(a: GraphValue, order: readonly number[]): GraphValue;
  unsqueeze(a: GraphValue, axis: number): GraphValue;
  /** −1 stands for what is left. */
  reshape(a: GraphValue, shape: readonly number[]): GraphValue;
  /** The smallest `count` of a vector, ascending. */
  smallest(a: GraphValue, count: number): GraphValue;
  /**
   * The rows of x one at a time, so that memory stays that of one row: [N, results].
   * @param work from a row [width] to a vector [results]; it sees values from outside
   */
  eachRow(
    x: GraphValue,
    row: { readonly name: string; readonly width: number },
    result: { readonly name: string; readonly width: number },
    work: (inside: GraphAlgebra, row: GraphValue) => GraphValue,
  ): GraphValue;
}

/** What one member of a family hands to the rest of the graph. */
export interface MemberGraph {
  /** m, [N] float64 */
  readonly error: GraphValue;
  /** Σ_e g_e²(‖h_e‖² + 1), [N]; null where the family has no decoder. */
  readonly decoderNorms: GraphValue | null;
  /** Gate [N, 1] and bottleneck [N, B] of an expert; null where the family has none. */
  readonly expert: ((index: number) => { readonly gate: GraphValue; readonly latent: GraphValue }) | null;
}
