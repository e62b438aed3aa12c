/** A ranking and its frames as tables for other programs (docs/decisions/007-rewards-parquet.md). */
import type { Origins } from '../../demonstrations/demonstrations';
import type { OutputColumn } from '../../formats/tables/output-column';
import type { ScoredSet } from './set';
import type { EpisodeRecord } from '../types';

/**
 * One row a record, worst first. `start`, `worst_frame` and `left_at` are frames of the episode as the files count them, from
 * 0; `p` is empty where there is no claim, `left_at` where enforcement always allowed.
 */
export function rankingColumns(set: Pick<ScoredSet, 'records' | 'spans' | 'origins'>): OutputColumn[] {
  const { records, spans, origins } = set;
  const numbers = (figure: (record: EpisodeRecord, at: number) => number | null): Float64Array =>
    Float64Array.from(records, (record, at) => figure(record, at) ?? NaN);
  const frame = (at: number, row: number | null): number | null =>
    row === null ? null : origins.frames[spans[at].start + row];
  return [
    { name: 'number', type: 'integer', values: numbers(({ number }) => number) },
    { name: 'part', type: 'text', values: records.map(({ part }) => part) },
    { name: 'start', type: 'integer', values: numbers((_, at) => frame(at, 0)) },
    { name: 'frames', type: 'integer', values: numbers(({ frames }) => frames) },
    { name: 'p', type: 'double', values: numbers(({ p }) => p) },
    { name: 'peak_energy', type: 'double', values: numbers(({ peakEnergy }) => peakEnergy) },
    { name: 'worst_frame', type: 'integer', values: numbers(({ worst }, at) => frame(at, worst)) },
    { name: 'left_at', type: 'integer', values: numbers(({ leftAt }, at) => frame(at, leftAt)) },
    { name: 'mean_score', type: 'double', values: numbers(({ meanScore }) => meanScore) },
    { name: 'allowed', type: 'double', values: numbers(({ allowed }) => allowed) },
  ];
}

/** One row a frame, in the order of the files; frames that the import dropped are absent. */
export function rewardColumns(
  set: Pick<ScoredSet, 'demonstrations' | 'origins' | 'frames' | 'allowed'>,
): OutputColumn[] {
  const { origins, frames, allowed } = set;
  const { episodes } = set.demonstrations;
  const progress = progressOf(frames.score, episodes);
  const { index, episode } = placesOf(origins, episodes);
  return [
    { name: 'index', type: 'integer', values: index },
    { name: 'episode_index', type: 'integer', values: episode },
    { name: 'frame_index', type: 'integer', values: origins.frames },
    { name: 'progress_sparse', type: 'float', values: progress },
    { name: 'progress_dense', type: 'float', values: progress },
    { name: 'score', type: 'float', values: frames.score },
    { name: 'energy', type: 'float', values: frames.energy },
    { name: 'distance_ratio', type: 'float', values: frames.distanceRatio },
    { name: 'allowed', type: 'boolean', values: allowed },
  ];
}

/** (1/T) Σ_{i ≤ t} s_i along each episode of T frames: what a frame earns is how far it advances. */
function progressOf(score: Float64Array, episodes: Uint32Array): Float64Array {
  const progress = new Float64Array(score.length);
  for (let j = 0; j + 1 < episodes.length; j++) {
    let sum = 0;
    for (let row = episodes[j]; row < episodes[j + 1]; row++) {
      sum += score[row];
      progress[row] = sum / (episodes[j + 1] - episodes[j]);
    }
  }
  return progress;
}

/**
 * Number of its episode and place in the whole data set of each row. Where a number occurs twice, or is none that counts
 * episodes, episodes are counted from 0 instead: readers take rows of one number for one episode.
 */
function placesOf(
  { numbers, frames, starts }: Origins,
  episodes: Uint32Array,
): { index: Float64Array; episode: Float64Array } {
  const counted = numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
  const own = counted && new Set(numbers).size === numbers.length;
  const index = new Float64Array(frames.length);
  const episode = new Float64Array(frames.length);
  for (let j = 0; j + 1 < episodes.length; j++) {
    for (let row = episodes[j]; row < episodes[j + 1]; row++) {
      index[row] = starts[j] + frames[row];
      episode[row] = own ? numbers[j] : j;
    }
  }
  return { index, episode };
}
