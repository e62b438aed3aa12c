/**
 * Arithmetic on float64 values of an ONNX graph. Weights are stored as they are (float32) and widened when the model is
 * loaded: inside, the graph reckons in double, because a small error m = mean (x̂ − x)² and a narrow covariance lose
 * more than docs/methods.md 10 allows when they are computed in float32.
 */
import type { Floats } from '../../../basics/arrays';
import type { GraphAlgebra } from '../../../reward/families/graph-algebra';
import { elementTypes, type GraphBuilder, type Value } from './writer';

/** What goes into the body of a loop, or comes out of it: a vector with a name. */
interface Port {
  readonly name: string;
  readonly width: number;
}

export class Algebra implements GraphAlgebra {
  private readonly scalars = new Map<number, Value>();

  constructor(readonly graph: GraphBuilder) {}

  /** A float64 number. */
  scalar(value: number): Value {
    const found = this.scalars.get(value);
    if (found !== undefined) return found;
    const made = this.graph.stored('number', [], Float64Array.of(value));
    this.scalars.set(value, made);
    return made;
  }

  /** A float64 array; stored as float32 when it is one. */
  numbers(stem: string, shape: readonly number[], data: Floats): Value {
    const stored = this.graph.stored(stem, shape, data);
    return data instanceof Float64Array ? stored : this.widen(stored);
  }

  widen(value: Value): Value {
    return this.graph.op('Cast', [value], { to: elementTypes.double });
  }

  narrow(value: Value): Value {
    return this.graph.op('Cast', [value], { to: elementTypes.float });
  }

  private operand(value: Value | number): Value {
    return typeof value === 'number' ? this.scalar(value) : value;
  }

  private binary(type: string, a: Value | number, b: Value | number): Value {
    return this.graph.op(type, [this.operand(a), this.operand(b)]);
  }

  add(a: Value | number, b: Value | number): Value {
    return this.binary('Add', a, b);
  }
  sub(a: Value | number, b: Value | number): Value {
    return this.binary('Sub', a, b);
  }
  mul(a: Value | number, b: Value | number): Value {
    return this.binary('Mul', a, b);
  }
  div(a: Value | number, b: Value | number): Value {
    return this.binary('Div', a, b);
  }
  min(a: Value | number, b: Value | number): Value {
    return this.binary('Min', a, b);
  }
  max(a: Value | number, b: Value | number): Value {
    return this.binary('Max', a, b);
  }
  matmul(a: Value, b: Value): Value {
    return this.graph.op('MatMul', [a, b]);
  }
  square(a: Value): Value {
    return this.mul(a, a);
  }

  /** A function of one value, for example `Exp`. */
  apply(type: 'Exp' | 'Log' | 'Sqrt' | 'Relu' | 'Abs' | 'Neg' | 'Cos' | 'Sin', a: Value): Value {
    return this.graph.op(type, [a]);
  }

  /** 1 where a > b, else 0. */
  above(a: Value | number, b: Value | number): Value {
    return this.widen(this.binary('Greater', a, b));
  }

  /** 1 where a < b, else 0. */
  below(a: Value | number, b: Value | number): Value {
    return this.widen(this.binary('Less', a, b));
  }

  /** 1 where a = b, else 0. */
  equal(a: Value | number, b: Value | number): Value {
    return this.widen(this.binary('Equal', a, b));
  }

  /** A bool value, for `where`. */
  greater(a: Value | number, b: Value | number): Value {
    return this.binary('Greater', a, b);
  }

  /** condition is a bool value. */
  where(condition: Value, a: Value | number, b: Value | number): Value {
    return this.graph.op('Where', [condition, this.operand(a), this.operand(b)]);
  }

  sum(a: Value, axis: number, keep = false): Value {
    return this.graph.op('ReduceSum', [a, this.graph.integers([axis])], { keepdims: keep ? 1 : 0 });
  }
  mean(a: Value, axis: number, keep = false): Value {
    return this.graph.op('ReduceMean', [a], { axes: [axis], keepdims: keep ? 1 : 0 });
  }
  least(a: Value, axis: number, keep = false): Value {
    return this.graph.op('ReduceMin', [a], { axes: [axis], keepdims: keep ? 1 : 0 });
  }
  logSumExp(a: Value, axis: number): Value {
    return this.graph.op('ReduceLogSumExp', [a], { axes: [axis], keepdims: 0 });
  }
  softmax(a: Value, axis: number): Value {
    return this.graph.op('Softmax', [a], { axis });
  }
  smallest(a: Value, count: number): Value {
    const attributes = { axis: 0, largest: 0, sorted: 1 };
    return this.graph.ops('TopK', [a, this.graph.integers([count])], 2, attributes)[0];
  }

  /** A loop (`Scan`): its body is a graph of its own that sees the values of this one. */
  eachRow(x: Value, row: Port, result: Port, work: (inside: Algebra, row: Value) => Value): Value {
    const body = this.graph.inner();
    const made = work(new Algebra(body), body.input(row.name, 'double', [row.width]));
    body.output(made, result.name, 'double', [result.width]);
    return this.graph.op('Scan', [x], { body, num_scan_inputs: 1 });
  }

  /** Columns of a matrix, in this order. */
  columns(a: Value, indices: readonly number[]): Value {
    return this.graph.op('Gather', [a, this.graph.integers(indices)], { axis: 1 });
  }
  pick(a: Value, axis: number, index: number): Value {
    return this.graph.op('Gather', [a, this.graph.integers([index], [])], { axis });
  }
  transpose(a: Value, order: readonly number[]): Value {
    return this.graph.op('Transpose', [a], { perm: order });
  }
  unsqueeze(a: Value, axis: number): Value {
    return this.graph.op('Unsqueeze', [a, this.graph.integers([axis])]);
  }
  reshape(a: Value, shape: readonly number[]): Value {
    return this.graph.op('Reshape', [a, this.graph.integers(shape)]);
  }
  concat(values: readonly Value[], axis: number): Value {
    return values.length === 1 ? values[0] : this.graph.op('Concat', values, { axis });
  }
}
