/** The quality report of a mapped data set (METHODS.md 1.1, Phase 0). Plain JSON. */
import { mean, std } from '../basics/statistics';
import type { Demonstrations, Feature } from './demonstrations';
import { countDuplicates } from './duplicates';
import { encodedWidth } from './encoding';
import { findingsOf } from './findings';

export interface FeatureQuality {
  readonly name: string;
  readonly unit: string;
  readonly role: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  /** 32 bins from min to max. */
  readonly histogram: readonly number[];
  readonly constant: boolean;
  /** Rows where it was NaN or infinite, before dropping. */
  readonly missing: number;
}
export interface Finding {
  /** `note` informs, `warning` asks for a look. */
  readonly level: 'note' | 'warning';
  readonly text: string;
}
export interface QualityReport {
  readonly rows: number;
  readonly episodes: number;
  readonly episodeLengths: readonly number[];
  readonly features: readonly FeatureQuality[];
  /** Rows dropped for NaN or infinity: how many, and the first 100 row numbers. */
  readonly dropped: { readonly count: number; readonly rows: readonly number[] };
  /** Rows that repeat an earlier row exactly. */
  readonly duplicates: number;
  readonly findings: readonly Finding[];
  /** Bytes of memory that training will need, about. */
  readonly bytes: number;
  readonly timeStep: number;
}

/** What the report needs beside the demonstrations themselves: the inputs before rows were dropped. */
export interface BeforeDropping {
  /** One [rows] array a feature, not finite where missing. */
  readonly inputs: readonly Float32Array[];
  /** Rows that were kept, ascending. */
  readonly usable: Uint32Array;
  /** Frames whose time was not later than that of the frame before. */
  readonly backwards: number;
}

const bins = 32;
const mostListed = 100;

/** Measures a mapped data set (METHODS.md 1.1, Phase 0). */
export function qualityReport(demonstrations: Demonstrations, before: BeforeDropping): QualityReport {
  const { episodes, rows, values, timeStep } = demonstrations;
  const episodeLengths = Array.from(episodes.subarray(1), (end, episode) => end - episodes[episode]);
  const measured = {
    rows,
    episodes: episodeLengths.length,
    episodeLengths,
    features: demonstrations.features.map((feature, f) => featureQuality(demonstrations, feature, f, before.inputs[f])),
    dropped: droppedRows(before),
    duplicates: countDuplicates(values, rows, demonstrations.features.length),
    bytes: trainingBytes(demonstrations),
    timeStep,
  };
  return { ...measured, findings: findingsOf(measured, before.backwards) };
}

/** Bytes of memory that training needs, about: raw, encoded and standardised copies, and the engine itself. */
export function trainingBytes({ features, rows }: Demonstrations): number {
  const dims = encodedWidth(features);
  return rows * (4 * features.length + 8 * dims + 3 * 4 * dims) + 96 * 2 ** 20;
}

function featureQuality(
  { values, rows, features }: Demonstrations,
  { name, unit, role }: Feature,
  f: number,
  input: Float32Array,
): FeatureQuality {
  const own = new Float32Array(rows);
  for (let row = 0; row < rows; row++) own[row] = values[row * features.length + f];
  let min = Infinity;
  let max = -Infinity;
  for (const value of own) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  let missing = 0;
  for (const value of input) if (!Number.isFinite(value)) missing++;
  const histogram = histogramOf(own, min, max);
  return { name, unit, role, min, max, mean: mean(own), std: std(own), histogram, constant: min === max, missing };
}

function histogramOf(values: Float32Array, min: number, max: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const scale = max > min ? bins / (max - min) : 0;
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - min) * scale))]++;
  return counts;
}

function droppedRows({ inputs, usable }: BeforeDropping): QualityReport['dropped'] {
  const rows = inputs[0].length;
  const listed: number[] = [];
  let place = 0;
  for (let row = 0; row < rows && listed.length < mostListed; row++) {
    if (usable[place] === row) place++;
    else listed.push(row);
  }
  return { count: rows - usable.length, rows: listed };
}
