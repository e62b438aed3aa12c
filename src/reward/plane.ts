/**
 * Slices of feature space that the map shows: from places on a plane to points, and back.
 * In mode `features` two raw features vary and the rest stay at the origin; in mode `components` x moves along two principal
 * components of the basin, in standardised space and in standard deviations of each.
 */
import type { Floats } from '../basics/arrays';
import { columnMeans, covariance, symmetricEigen } from '../basics/linear-algebra';
import type { Feature } from '../demonstrations/demonstrations';
import { decode, destandardise, encode, standardise, width } from '../demonstrations/encoding';
import type { Standardiser } from '../demonstrations/encoding';
import type { Points } from './types';

/** The plane of a picture; ranges in axis units (raw units, or standard deviations of a component). */
export interface Plane {
  readonly mode: 'features' | 'components';
  /** Index of the raw feature, or of the component, on each axis. */
  readonly x: number;
  readonly y: number;
  /** Raw point [F] that the slice goes through. */
  readonly origin: readonly number[];
  readonly rangeX: readonly [number, number];
  readonly rangeY: readonly [number, number];
}

/** How raw features become inputs. */
export interface InputSpace {
  readonly features: readonly Feature[];
  readonly standardiser: Standardiser;
}

/** Principal components of the basin in standardised space. */
export interface PrincipalComponents {
  /** [D] */
  readonly mean: Float64Array;
  /** Standard deviation along each, descending, [D]. */
  readonly deviations: Float64Array;
  /** [D × D], a unit component a row; its largest entry is positive. */
  readonly axes: Float64Array;
}

/** Components of points [rows × dims], rows ≥ 1. */
export function principalComponents(points: Floats, rows: number, dims: number): PrincipalComponents {
  const mean = columnMeans(points, rows, dims);
  const { values, vectors } = symmetricEigen(covariance(points, rows, dims, mean), dims);
  return { mean, deviations: values.map((value) => Math.sqrt(Math.max(0, value))), axes: vectors };
}

/** An axis: how a value on it moves a row, and which value a row has. */
interface Axis {
  /** Value of the plane's origin. */
  readonly origin: number;
  write(value: number, x: Float64Array, at: number): void;
  read(x: Floats, at: number): number;
}

function nearestLevel(feature: Feature, value: number): number {
  if (feature.role !== 'category') return value;
  return feature.levels.reduce((best, level) => (Math.abs(level - value) < Math.abs(best - value) ? level : best));
}

function featureAxis({ features, standardiser }: InputSpace, index: number, origin: readonly number[]): Axis {
  const feature = features[index];
  const from = features.slice(0, index).reduce((sum, before) => sum + width(before), 0);
  const to = from + width(feature);
  const own = { mean: standardiser.mean.slice(from, to), std: standardiser.std.slice(from, to) };
  return {
    origin: origin[index],
    write(value, x, at) {
      x.set(standardise(encode([feature], Float64Array.of(nearestLevel(feature, value)), 1), 1, own), at + from);
    },
    read(x, at) {
      return decode([feature], destandardise(x.subarray(at + from, at + to), 1, own), 1)[0];
    },
  };
}

function componentAxis({ mean, deviations, axes }: PrincipalComponents, index: number, origin: Float64Array): Axis {
  const dims = mean.length;
  // Beyond the last component there is nothing to move along.
  const direction = index < dims ? axes.subarray(index * dims, (index + 1) * dims) : new Float64Array(dims);
  const deviation = index < dims && deviations[index] > 1e-9 ? deviations[index] : 1;
  const read = (x: Floats, at: number) => {
    let along = 0;
    for (let d = 0; d < dims; d++) along += (x[at + d] - mean[d]) * direction[d];
    return along / deviation;
  };
  const start = read(origin, 0);
  return {
    origin: start,
    read,
    write(value, x, at) {
      for (let d = 0; d < dims; d++) x[at + d] += (value - start) * deviation * direction[d];
    },
  };
}

/** One slice. Places are (a, b) in axis units. */
export class Slice {
  readonly dims: number;
  private readonly originX: Float64Array;
  private readonly axes: readonly [Axis, Axis];

  /** @param components of the basin; read in mode `components` only */
  constructor(
    readonly space: InputSpace,
    readonly plane: Plane,
    components: PrincipalComponents,
  ) {
    const { features, standardiser } = space;
    this.dims = standardiser.mean.length;
    this.originX = standardise(encode(features, Float64Array.from(plane.origin), 1), 1, standardiser);
    const axis = (index: number) =>
      plane.mode === 'features'
        ? featureAxis(space, index, plane.origin)
        : componentAxis(components, index, this.originX);
    this.axes = [axis(plane.x), axis(plane.y)];
  }

  /** Place of the plane's origin. */
  get origin(): readonly [number, number] {
    return [this.axes[0].origin, this.axes[1].origin];
  }

  /** Writes the standardised point of a place into `x` at `at`. */
  write(a: number, b: number, x: Float64Array, at = 0): void {
    x.set(this.originX, at);
    this.axes[0].write(a, x, at);
    this.axes[1].write(b, x, at);
  }

  /** Raw point [F] of a place; in mode `components` decoded, so an angle off its circle comes back onto it. */
  locate(a: number, b: number): number[] {
    if (this.plane.mode === 'features') return this.rawFeatures(a, b);
    const x = new Float64Array(this.dims);
    this.write(a, b, x);
    return [...decode(this.space.features, destandardise(x, 1, this.space.standardiser), 1)];
  }

  /**
   * Centres of the pixels of a size × size picture, row-major, row 0 at the top (largest y).
   * @param fromRow, toRow picture rows wanted, so that large pictures can be made in parts
   */
  grid(size: number, fromRow = 0, toRow = size): Points {
    const rows = (toRow - fromRow) * size;
    const places = new Float64Array(rows * 2);
    const { rangeX, rangeY } = this.plane;
    for (let i = 0; i < rows; i++) {
      places[2 * i] = rangeX[0] + (((i % size) + 0.5) / size) * (rangeX[1] - rangeX[0]);
      places[2 * i + 1] = rangeY[1] - ((fromRow + Math.floor(i / size) + 0.5) / size) * (rangeY[1] - rangeY[0]);
    }
    return this.plane.mode === 'features' ? this.featurePoints(places, rows) : this.componentPoints(places, rows);
  }

  /** Place of a standardised point [D] seen along the plane's normal. */
  place(x: Floats): [number, number] {
    return [this.axes[0].read(x, 0), this.axes[1].read(x, 0)];
  }

  /**
   * Places of standardised points seen along the plane's normal, [a₀, b₀, a₁, b₁, …].
   * @param x [rows × D]
   * @param about subtracted before rounding to float32, so that what lies close together far from 0 stays apart
   */
  project(x: Floats, rows: number, about: readonly [number, number] = [0, 0]): Float32Array {
    const places = new Float32Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      places[row * 2] = this.axes[0].read(x, row * this.dims) - about[0];
      places[row * 2 + 1] = this.axes[1].read(x, row * this.dims) - about[1];
    }
    return places;
  }

  private rawFeatures(a: number, b: number): number[] {
    const { features } = this.space;
    const raw = [...this.plane.origin];
    raw[this.plane.x] = nearestLevel(features[this.plane.x], a);
    raw[this.plane.y] = nearestLevel(features[this.plane.y], b);
    return raw;
  }

  private featurePoints(places: Float64Array, rows: number): Points {
    const { features, standardiser } = this.space;
    const { x: across, y: up, origin } = this.plane;
    const raw = new Float64Array(rows * features.length);
    for (let row = 0, at = 0; row < rows; row++, at += features.length) {
      raw.set(origin, at);
      raw[at + across] = nearestLevel(features[across], places[2 * row]);
      raw[at + up] = nearestLevel(features[up], places[2 * row + 1]);
    }
    return { rows, x: standardise(encode(features, raw, rows), rows, standardiser), raw };
  }

  private componentPoints(places: Float64Array, rows: number): Points {
    const { features, standardiser } = this.space;
    const x = new Float64Array(rows * this.dims);
    for (let row = 0; row < rows; row++) this.write(places[2 * row], places[2 * row + 1], x, row * this.dims);
    return { rows, x, raw: decode(features, destandardise(x, rows, standardiser), rows) };
  }
}
