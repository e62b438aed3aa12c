/**
 * Writes ONNX models (IR 8, opset 17) without a library: a graph is built node by node, constants are kept once.
 * Field numbers are those of onnx.proto (github.com/onnx/onnx).
 */
import type { Floats } from '../../../basics/arrays';
import { Message } from './protobuf';

export const irVersion = 8;
export const opset = 17;

/** Element types of onnx.proto's TensorProto.DataType. */
export const elementTypes = { float: 1, int64: 7, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** Name of a value that flows through the graph. */
export type Value = string;
export type Attribute = number | readonly number[] | GraphBuilder;

interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

function littleEndian(values: Floats): Uint8Array {
  const size = values.BYTES_PER_ELEMENT;
  const out = new Uint8Array(values.length * size);
  const view = new DataView(out.buffer);
  for (let i = 0; i < values.length; i++) {
    if (size === 8) view.setFloat64(8 * i, values[i], true);
    else view.setFloat32(4 * i, values[i], true);
  }
  return out;
}

function integers(values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 8);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => view.setBigInt64(8 * i, BigInt(value), true));
  return out;
}

function tensor(name: string, type: ElementType, shape: readonly number[], raw: Uint8Array): Message {
  return new Message().ints(1, shape).int(2, elementTypes[type]).text(8, name).bytes(9, raw);
}

function port({ name, type, shape }: Port): Message {
  const dims = new Message();
  for (const size of shape) {
    dims.message(1, typeof size === 'number' ? new Message().int(1, size) : new Message().text(2, size));
  }
  const tensorType = new Message().int(1, elementTypes[type]).message(2, dims);
  return new Message().text(1, name).message(2, new Message().message(1, tensorType));
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (value instanceof GraphBuilder) return message.message(6, value.graph(name)).int(20, 5);
  return typeof value === 'number' ? message.int(3, value).int(20, 2) : message.ints(8, value).int(20, 7);
}

/** Builds one graph. Sub-graphs (the bodies of loops) draw their names from the same counter and see outer values. */
export class GraphBuilder {
  private readonly nodes: Message[] = [];
  private readonly constants: Message[] = [];
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];
  private readonly known = new Map<string, Value>();

  constructor(private readonly counter: { next: number } = { next: 0 }) {}

  /** A graph for the body of a loop. */
  inner(): GraphBuilder {
    return new GraphBuilder(this.counter);
  }

  private fresh(stem: string): Value {
    return `${stem}_${this.counter.next++}`;
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): Value {
    this.inputs.push(port({ name, type, shape }));
    return name;
  }

  output(value: Value, name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.nodes.push(new Message().text(1, value).text(2, name).text(3, name).text(4, 'Identity'));
    this.outputs.push(port({ name, type, shape }));
  }

  /** Adds a node with one output. */
  op(type: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    return this.ops(type, inputs, 1, attributes)[0];
  }

  /** Adds a node with several outputs. */
  ops(
    type: string,
    inputs: readonly Value[],
    count: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value[] {
    const outputs = Array.from({ length: count }, () => this.fresh(type.toLowerCase()));
    const node = new Message();
    for (const name of inputs) node.text(1, name);
    for (const name of outputs) node.text(2, name);
    node.text(3, outputs[0]).text(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.nodes.push(node);
    return outputs;
  }

  /** A constant that is stored as it is typed: Float32Array as float, Float64Array as double. */
  stored(stem: string, shape: readonly number[], data: Floats): Value {
    const name = this.fresh(stem);
    const type = data instanceof Float64Array ? 'double' : 'float';
    this.constants.push(tensor(name, type, shape, littleEndian(data)));
    return name;
  }

  /** Integer constant; equal ones are stored once. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const key = `i${shape.join('x')}:${values.join(',')}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const name = this.fresh('integers');
    this.constants.push(tensor(name, 'int64', shape, integers(values)));
    this.known.set(key, name);
    return name;
  }

  graph(name: string): Message {
    const message = new Message();
    for (const node of this.nodes) message.message(1, node);
    message.text(2, name);
    for (const constant of this.constants) message.message(5, constant);
    for (const input of this.inputs) message.message(11, input);
    for (const output of this.outputs) message.message(12, output);
    return message;
  }
}

/** The bytes of a model file. The same graph gives the same bytes. */
export function writeOnnx(
  builder: GraphBuilder,
  name: string,
  metadata: readonly (readonly [string, string])[],
): Uint8Array<ArrayBuffer> {
  const model = new Message()
    .int(1, irVersion)
    .text(2, 'truewheel')
    .message(7, builder.graph(name))
    .message(8, new Message().text(1, '').int(2, opset));
  for (const [key, value] of metadata) model.message(14, new Message().text(1, key).text(2, value));
  return model.finish();
}
