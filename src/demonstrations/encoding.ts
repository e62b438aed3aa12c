/** From raw features to the standardised inputs of a reward (docs/methods.md 1.1). */
import type { Floats } from '../basics/arrays';
import type { Feature } from './demonstrations';

/** Mean and standard deviation of each encoded input, float32-exact; constant inputs have std 1. */
export interface Standardiser {
  readonly mean: Float32Array;
  readonly std: Float32Array;
}

/** Number of encoded inputs of one feature: 2 for an angle, one a level for a category, else 1. */
export function width(feature: Feature): number {
  if (feature.role === 'angle') return 2;
  return feature.role === 'category' ? feature.levels.length : 1;
}

/** Number of encoded inputs D. */
export function encodedWidth(features: readonly Feature[]): number {
  return features.reduce((sum, feature) => sum + width(feature), 0);
}

/** Names of the encoded inputs, for example `cos(theta)`, `gear = 2`. */
export function encodedNames(features: readonly Feature[]): string[] {
  return features.flatMap((feature) => {
    if (feature.role === 'angle') return [`cos(${feature.name})`, `sin(${feature.name})`];
    if (feature.role === 'category') return feature.levels.map((level) => `${feature.name} = ${level}`);
    return [feature.name];
  });
}

/** Feature that each encoded input belongs to, [D] indices into `features`. */
export function encodedOwners(features: readonly Feature[]): number[] {
  return features.flatMap((feature, index) => Array.from({ length: width(feature) }, () => index));
}

/**
 * Encodes raw rows: cos and sin of angles, one-hot categories (an unknown code is all zeros), the rest as is.
 * @param raw [rows × features] raw units
 * @returns [rows × D], not standardised
 */
export function encode(features: readonly Feature[], raw: Floats, rows: number): Float64Array {
  const count = features.length;
  const dims = encodedWidth(features);
  const out = new Float64Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    let at = row * dims;
    for (let f = 0; f < count; f++) {
      const feature = features[f];
      const value = raw[row * count + f];
      if (feature.role === 'angle') {
        out[at++] = Math.cos(value);
        out[at++] = Math.sin(value);
      } else if (feature.role === 'category') {
        for (const level of feature.levels) out[at++] = value === level ? 1 : Number.isNaN(value) ? NaN : 0;
      } else {
        out[at++] = value;
      }
    }
  }
  return out;
}

/** Mean and population standard deviation over encoded rows; rounded to float32, std 1 where it would be 0. */
export function fitStandardiser(encoded: Floats, rows: number, dims: number): Standardiser {
  const mean = new Float32Array(dims);
  const std = new Float32Array(dims);
  for (let d = 0; d < dims; d++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += encoded[row * dims + d];
    const centre = sum / rows;
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (encoded[row * dims + d] - centre) ** 2;
    const spread = Math.sqrt(squares / rows);
    mean[d] = centre;
    std[d] = spread > 1e-9 * (1 + Math.abs(centre)) ? spread : 1;
  }
  return { mean, std };
}

/** (encoded − mean) / std in place. */
export function standardise(encoded: Float64Array, rows: number, { mean, std }: Standardiser): Float64Array {
  const dims = mean.length;
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dims; d++) encoded[row * dims + d] = (encoded[row * dims + d] - mean[d]) / std[d];
  }
  return encoded;
}

/** x·std + mean: undoes `standardise` into a new array. @param x [rows × D] */
export function destandardise(x: Floats, rows: number, { mean, std }: Standardiser): Float64Array {
  const dims = mean.length;
  const encoded = new Float64Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dims; d++) encoded[row * dims + d] = x[row * dims + d] * std[d] + mean[d];
  }
  return encoded;
}

/** The level whose input is largest; the first of equals. */
function likeliestLevel(levels: readonly number[], encoded: Floats, at: number): number {
  let best = 0;
  for (let i = 1; i < levels.length; i++) if (encoded[at + i] > encoded[at + best]) best = i;
  return levels[best];
}

/**
 * Undoes `encode`: atan2 for angles, in (−π, π], the likeliest level of a category, the rest as is.
 * @param encoded [rows × D], not standardised
 * @returns [rows × features] raw units
 */
export function decode(features: readonly Feature[], encoded: Floats, rows: number): Float64Array {
  const out = new Float64Array(rows * features.length);
  let at = 0;
  for (let place = 0; place < out.length; place++) {
    const feature = features[place % features.length];
    if (feature.role === 'angle') out[place] = Math.atan2(encoded[at + 1], encoded[at]);
    else if (feature.role === 'category') out[place] = likeliestLevel(feature.levels, encoded, at);
    else out[place] = encoded[at];
    at += width(feature);
  }
  return out;
}
