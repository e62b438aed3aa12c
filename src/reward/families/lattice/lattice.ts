/**
 * Family `lattice`: m(x) from a table, multilinear between its nodes; for rewards that exist as numbers on a lattice of at
 * most three inputs (docs/methods.md 1.5). It is never fitted.
 *
 * Low and high are corners in standardised units, loss stands at evenly spaced nodes, first input slowest. Outside the corners nothing is known: there m is the largest loss of the table and the distance to the lattice
 * *(choice)*, so that it never looks better outside than anywhere inside.
 */
import type { Floats } from '../../../basics/arrays';
import { fail, ok, type Result } from '../../../basics/result';
import type { ErrorModel, Tensors } from '../../types';
import type { Family } from '../family';
import { linear } from '../mapping';
import { sizesOf, type TensorForm } from '../tensor-form';
import { latticeGraph } from './graph';

const mostDims = 3;
const mostNodes = 4_000_000;
const form: TensorForm = { low: ['D'], high: ['D'], loss: ['nodes…'] };

/** Whether the tensors are a lattice: two nodes or more along each input, corners in order, losses finite and ≥ 0. */
function isLattice(tensors: Tensors): boolean {
  const dims = sizesOf(form, tensors)?.get('D') ?? 0;
  if (dims < 1 || dims > mostDims) return false;
  const { low, high, loss } = tensors;
  if (loss.shape.length !== dims || loss.shape.some((nodes) => nodes < 2) || loss.data.length > mostNodes) return false;
  return low.data.every((value, d) => value < high.data[d]) && loss.data.every((m) => m >= 0);
}

/** The worst that the table knows. */
export function largestLoss(losses: Floats): number {
  let most = 0;
  for (const loss of losses) most = Math.max(most, loss);
  return most;
}

function open(tensors: Tensors): Result<ErrorModel> {
  if (!isLattice(tensors)) {
    return fail(
      'malformed',
      'The lattice of losses in this file does not have the parts that it should have.',
      'Nothing was changed. Take the file from where it was made again.',
    );
  }
  return ok(new LatticeError(tensors));
}

class LatticeError implements ErrorModel {
  readonly dims: number;
  private readonly low: Floats;
  private readonly high: Floats;
  private readonly shape: readonly number[];
  private readonly loss: Floats;
  private readonly largest: number;
  /** Number of table entries between neighbours along each input, [D]. */
  private readonly strides: readonly number[];

  constructor({ low, high, loss }: Tensors) {
    this.dims = loss.shape.length;
    this.low = low.data;
    this.high = high.data;
    this.shape = loss.shape;
    this.loss = loss.data;
    this.largest = largestLoss(loss.data);
    this.strides = loss.shape.map((_, d) => loss.shape.slice(d + 1).reduce((product, nodes) => product * nodes, 1));
  }

  errors(x: Floats, rows: number): Float64Array {
    return Float64Array.from({ length: rows }, (_, row) => this.errorAt(x, row * this.dims));
  }

  /**
   * Inside: m shared out by how much it changes over a cell's width along each input, evenly where it does not change.
   * Outside: by the squared distance beyond each side.
   */
  contributions(x: Floats): Float64Array {
    const m = this.errorAt(x, 0);
    const beyond = Float64Array.from({ length: this.dims }, (_, d) => this.beyond(x[d], d) ** 2);
    const weights = beyond.some((value) => value > 0) ? beyond : beyond.map((_, d) => this.change(x, d));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => (sum > 0 ? (m * weight) / sum : m / this.dims));
  }

  private beyond(value: number, d: number): number {
    return Math.max(0, this.low[d] - value, value - this.high[d]);
  }

  private change(x: Floats, d: number): number {
    const half = (this.high[d] - this.low[d]) / (this.shape[d] - 1) / 2;
    const [below, above] = [-half, half].map((step) => {
      const moved = Float64Array.from(x);
      moved[d] = Math.min(this.high[d], Math.max(this.low[d], moved[d] + step));
      return this.errorAt(moved, 0);
    });
    return Math.abs(above - below);
  }

  private errorAt(x: Floats, at: number): number {
    let squares = 0;
    for (let d = 0; d < this.dims; d++) squares += this.beyond(x[at + d], d) ** 2;
    if (Number.isNaN(squares)) return NaN;
    return squares > 0 ? this.largest + Math.sqrt(squares) : this.between(x, at, 0, 0);
  }

  /** Interpolates along input d and those after it, within the slice that starts at `from`. */
  private between(x: Floats, at: number, d: number, from: number): number {
    if (d === this.dims) return this.loss[from];
    const place = ((x[at + d] - this.low[d]) / (this.high[d] - this.low[d])) * (this.shape[d] - 1);
    const cell = Math.min(Math.floor(place), this.shape[d] - 2);
    const share = place - cell;
    const first = from + cell * this.strides[d];
    const near = this.between(x, at, d + 1, first);
    return share === 0 ? near : near + share * (this.between(x, at, d + 1, first + this.strides[d]) - near);
  }
}

export const lattice: Family<'lattice'> = {
  id: 'lattice',
  title: 'Table of losses',
  hint: 'table over a lattice',
  error: 'a table of losses over at most three inputs, multilinear between nodes',
  tensors: { default: form },
  mapping: linear,
  trainedBy: 'nobody',
  byDefault: false,
  onBackends: false,
  open,
  graph: latticeGraph,
};
