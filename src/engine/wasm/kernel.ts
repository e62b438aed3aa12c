/**
 * One instance of the kernel with a memory of its own: the typed side of `assembly/index.ts`. Memory grows once, when the
 * program is opened; views of it are made anew after that and never again.
 */
import type { Floats } from '../../basics/arrays';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { Judgement } from '../backend';

/** Numbers that the kernel exports: addresses in bytes, and padded widths. */
type Place =
  | 'batch'
  | 'best'
  | 'dimsWide'
  | 'errors'
  | 'expertsWide'
  | 'firstMoment'
  | 'gates'
  | 'logs'
  | 'norms'
  | 'order'
  | 'parameters'
  | 'rows'
  | 'secondMoment'
  | 'staging';

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  setShape(form: number, dims: number, hidden: number, bottleneck: number, experts: number): void;
  reserve(batchRows: number, residentRows: number, training: number): number;
  loadParameters(): void;
  loadVector(vector: number): void;
  saveVector(vector: number): void;
  keepBest(): void;
  step(first: number, count: number, rate: number, epsilon: number, balance: number): number;
  judge(count: number): void;
}

const pageBytes = 65_536;

export class Kernel {
  private readonly exports: KernelExports;
  private readonly globals: Readonly<Record<Place, WebAssembly.Global>>;
  private floats = new Float32Array(0);
  private readonly parameterCount: number;
  /** Rows that fit into `batch`. */
  private room = 0;

  /** @param parameterCount length of a canonical vector of this shape */
  constructor(
    module: WebAssembly.Module,
    private readonly shape: MixtureShape,
    parameterCount: number,
  ) {
    const { exports } = new WebAssembly.Instance(module, { gates: { log: (x: number) => Math.log(x) } });
    this.exports = exports as unknown as KernelExports;
    this.globals = exports as unknown as Record<Place, WebAssembly.Global>;
    this.parameterCount = parameterCount;
    const { form, dims, hidden, bottleneck, experts } = shape;
    this.exports.setShape(form === 'default' ? 1 : 0, dims, hidden, bottleneck, experts);
  }

  /**
   * Takes all the memory that the program will ever use.
   * @param batchRows most rows of a batch or of one `judge`
   * @param residentRows rows that stay in memory
   * @throws RangeError when the browser does not give so much
   */
  reserve(batchRows: number, residentRows: number, training: boolean): void {
    const { memory } = this.exports;
    const bytes = this.exports.reserve(batchRows, residentRows, training ? 1 : 0);
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    this.floats = new Float32Array(memory.buffer);
    this.room = batchRows;
  }

  /** Writes a canonical vector. */
  write(place: 'parameters' | 'best' | 'firstMoment' | 'secondMoment', values: Floats): void {
    this.floats.set(values, this.at('staging') / 4);
    if (place === 'parameters') this.exports.loadParameters();
    else this.exports.loadVector(this.at(place));
  }

  /** Reads a canonical vector. */
  read(place: 'parameters' | 'best' | 'firstMoment' | 'secondMoment'): Float32Array {
    this.exports.saveVector(this.at(place));
    const from = this.at('staging') / 4;
    return this.floats.slice(from, from + this.parameterCount);
  }

  keepBest(): void {
    this.exports.keepBest();
  }

  /** Rows `from …` of x [rows × D], one after the other, into `rows` or `batch`. */
  placeRows(place: 'rows' | 'batch', x: Floats, from: number, count: number): void {
    const { dims } = this.shape;
    const wide = this.value('dimsWide');
    const to = this.at(place) / 4;
    if (wide === dims) this.floats.set(x.subarray(from * dims, (from + count) * dims), to);
    else for (let row = 0; row < count; row++) this.placeRow(x, from + row, to + row * wide);
  }

  /** The rows that `order` names, into `batch`. */
  gatherRows(x: Floats, order: Uint32Array): void {
    const wide = this.value('dimsWide');
    const to = this.at('batch') / 4;
    order.forEach((row, i) => this.placeRow(x, row, to + i * wide));
  }

  /** The order of resident rows in an epoch. */
  placeOrder(order: Uint32Array): void {
    new Uint32Array(this.exports.memory.buffer, this.at('order'), order.length).set(order);
  }

  /**
   * One step of Adam.
   * @param first place of the batch in the order of resident rows, −1 when it was brought into `batch`
   * @returns the objective before the step
   */
  step(first: number, count: number, rate: number, epsilon: number, balance: number): number {
    return this.exports.step(first, count, rate, epsilon, balance);
  }

  /** Judges rows of x [rows × D], as many at once as fit. @param gated whether gates are wanted */
  judge(x: Floats, rows: number, gated = true): Judgement {
    const { experts } = this.shape;
    const errors = new Float32Array(rows);
    const decoderNorms = new Float32Array(rows);
    const logErrors = new Float32Array(rows);
    const gates = new Float32Array(gated ? rows * experts : 0);
    for (let from = 0; from < rows; from += this.room) {
      const count = Math.min(this.room, rows - from);
      this.placeRows('batch', x, from, count);
      this.exports.judge(count);
      errors.set(this.view('errors', count), from);
      decoderNorms.set(this.view('norms', count), from);
      logErrors.set(this.view('logs', count), from);
      if (gated) this.copyGates(gates.subarray(from * experts), count);
    }
    return { errors, gates, decoderNorms, logErrors };
  }

  private copyGates(gates: Float32Array, count: number): void {
    const { experts } = this.shape;
    const wide = this.value('expertsWide');
    const own = this.view('gates', count * wide);
    for (let row = 0; row < count; row++) {
      for (let e = 0; e < experts; e++) gates[row * experts + e] = own[row * wide + e];
    }
  }

  private placeRow(x: Floats, row: number, to: number): void {
    const { dims } = this.shape;
    const from = row * dims;
    for (let d = 0; d < dims; d++) this.floats[to + d] = x[from + d];
  }

  private view(place: Place, length: number): Float32Array {
    const from = this.at(place) / 4;
    return this.floats.subarray(from, from + length);
  }

  private value(place: Place): number {
    return this.globals[place].value as number;
  }

  /** Addresses beyond 2 GiB come out of the kernel as negative numbers. */
  private at(place: Place): number {
    return this.value(place) >>> 0;
  }
}
