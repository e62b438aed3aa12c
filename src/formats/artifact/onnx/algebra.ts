/**
 * Arithmetic on float64 values of an ONNX graph. Weights are stored as they are (float32) and widened when the model is
 * loaded: inside, the graph reckons in double, because a small error m = mean (x̂ − x)² and a narrow covariance lose
 * more than docs/methods.md 10 allows when they are computed in float32.
 */
import type { Floats } from '../../../basics/arrays';
import { elementTypes, type GraphBuilder, type Value } from './writer';

export class Algebra {
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

  /** Columns of a matrix, in this order. */
  columns(a: Value, indices: readonly number[]): Value {
    return this.graph.op('Gather', [a, this.graph.integers(indices)], { axis: 1 });
  }
  transpose(a: Value, order: readonly number[]): Value {
    return this.graph.op('Transpose', [a], { perm: order });
  }
  unsqueeze(a: Value, axis: number): Value {
    return this.graph.op('Unsqueeze', [a, this.graph.integers([axis])]);
  }
  concat(values: readonly Value[], axis: number): Value {
    return values.length === 1 ? values[0] : this.graph.op('Concat', values, { axis });
  }
}

/** The transpose of the last two axes of [count, rows, columns] numbers, in the same precision. */
export function transposed(data: Floats, count: number, rows: number, columns: number): Floats {
  const out = data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);
  for (let k = 0; k < count; k++) {
    const base = k * rows * columns;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[base + j * rows + i] = data[base + i * columns + j];
    }
  }
  return out;
}
