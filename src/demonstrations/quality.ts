/** The quality report of a mapped data set (docs/methods.md 1.1, Phase 0). */
import { mean, std } from '../basics/statistics';
import type { Demonstrations, Feature } from './demonstrations';
import { countDuplicates } from './duplicates';
import { encodedWidth } from './encoding';
import { findingsOf } from './findings';
import type { FeatureQuality, QualityReport } from './quality-report';

/** What the report needs beside the demonstrations themselves. */
export interface Circumstances {
  /** Rows of each feature that were NaN or infinite, before dropping. */
  readonly missing: readonly number[];
  readonly dropped: QualityReport['dropped'];
  readonly backwards: number;
  readonly milliseconds: boolean;
}

const bins = 32;
/** Most dropped rows that are listed. */
export const mostListed = 100;

/** Measures a mapped data set (docs/methods.md 1.1, Phase 0). */
export function qualityReport(demonstrations: Demonstrations, known: Circumstances): QualityReport {
  const { episodes, rows, values, timeStep } = demonstrations;
  const episodeLengths = Array.from(episodes.subarray(1), (end, episode) => end - episodes[episode]);
  const measured = {
    rows,
    episodes: episodeLengths.length,
    episodeLengths,
    features: demonstrations.features.map((feature, f) => featureQuality(demonstrations, feature, f, known.missing[f])),
    dropped: known.dropped,
    duplicates: countDuplicates(values, rows, demonstrations.features.length),
    bytes: trainingBytes(demonstrations),
    timeStep,
    backwards: known.backwards,
    milliseconds: known.milliseconds,
  };
  return { ...measured, findings: findingsOf(measured) };
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
  missing: number,
): FeatureQuality {
  const own = new Float32Array(rows);
  for (let row = 0; row < rows; row++) own[row] = values[row * features.length + f];
  let min = Infinity;
  let max = -Infinity;
  for (const value of own) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const histogram = histogramOf(own, min, max);
  return { name, unit, role, min, max, mean: mean(own), std: std(own), histogram, constant: min === max, missing };
}

function histogramOf(values: Float32Array, min: number, max: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const scale = max > min ? bins / (max - min) : 0;
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - min) * scale))]++;
  return counts;
}

/**
 * What was lost by keeping the usable rows alone.
 * @param inputs one [rows] array a feature, not finite where missing
 * @param usable rows that were kept, ascending
 */
export function lossesOf(
  inputs: readonly Float32Array[],
  usable: Uint32Array,
): Pick<Circumstances, 'missing' | 'dropped'> {
  const missing = inputs.map((values) => {
    let count = 0;
    for (const value of values) if (!Number.isFinite(value)) count++;
    return count;
  });
  return { missing, dropped: droppedRows(inputs[0].length, usable) };
}

function droppedRows(rows: number, usable: Uint32Array): QualityReport['dropped'] {
  const listed: number[] = [];
  let place = 0;
  for (let row = 0; row < rows && listed.length < mostListed; row++) {
    if (usable[place] === row) place++;
    else listed.push(row);
  }
  return { count: rows - usable.length, rows: listed };
}
