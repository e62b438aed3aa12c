/** The golden figures of the monitor (tests/golden/gate-monitor.json) as the room's own types. */
import { readFileSync } from 'node:fs';
import type { CommandModel } from '../../../../src/gate/monitor/command-model';
import type { MotionModel } from '../../../../src/gate/monitor/motion-model';
import { runLengths, type MonitorSeries } from '../../../../src/gate/monitor/series';

type Number_ = number | 'inf' | '-inf' | 'nan' | null;

interface Recorded {
  readonly x: number[][];
  readonly a: number[][];
  readonly n: Number_[];
  readonly u: Number_[];
  readonly g: Number_[];
  readonly r: Number_[];
}

interface Frame {
  readonly M: Number_;
  readonly s: Readonly<Record<string, Number_>>;
  readonly interrupt: boolean;
}

export interface Stream extends Recorded {
  readonly name: string;
  readonly firstInterrupt: number | null;
  readonly interrupts: number;
  readonly frames: readonly Frame[];
}

interface GoldenFile {
  readonly delta: number;
  readonly motionModel: {
    readonly mean: number[];
    readonly std: number[];
    readonly weights: number[];
    readonly means: number[][];
    readonly precisionCholesky: number[][][];
  };
  readonly commandModel: Readonly<Record<'mean' | 'std' | 'actionMean' | 'actionStd' | 'sd', number[]>> & {
    readonly weights: number[][];
  };
  readonly calibrationEpisodes: readonly Recorded[];
  readonly expected: {
    readonly places: Readonly<Record<'n' | 'u' | 'g' | 'r', [number, number]>>;
    readonly limits: Readonly<Record<string, number>>;
    readonly episodePeaks: readonly number[];
    readonly order: number;
    readonly theta: number;
    readonly supported: number;
  };
  readonly tests: readonly Stream[];
}

export const golden = JSON.parse(readFileSync('tests/golden/gate-monitor.json', 'utf8')) as GoldenFile;

/** A number as the file writes it. */
export function numberOf(value: Number_): number {
  if (value === null || value === 'nan') return NaN;
  if (value === 'inf') return Infinity;
  return value === '-inf' ? -Infinity : value;
}

const numbers = (values: readonly Number_[]) => Float64Array.from(values, numberOf);

export function seriesOf({ x, n, u, g, r }: Recorded): MonitorSeries {
  const run = runLengths(x.flat(), x.length, 2, [0, 1]);
  return { n: numbers(n), u: numbers(u), g: numbers(g), r: numbers(r), run };
}

export function motionModel(): MotionModel {
  const { mean, std, weights, means, precisionCholesky } = golden.motionModel;
  const precisions = Float64Array.from(precisionCholesky.flat(2));
  const dims = mean.length;
  const logDeterminants = Float64Array.from(precisionCholesky, (factor) =>
    factor.reduce((sum, row, i) => sum + Math.log(row[i]), 0),
  );
  return {
    mean: Float64Array.from(mean),
    std: Float64Array.from(std),
    axes: null,
    mixture: {
      dims,
      components: weights.length,
      weights: Float64Array.from(weights),
      means: Float64Array.from(means.flat()),
      precisions,
      logDeterminants,
    },
  };
}

export function commandModel(): CommandModel {
  const { mean, std, actionMean, actionStd, weights, sd } = golden.commandModel;
  const [m, s, am, as, w, d] = [mean, std, actionMean, actionStd, weights.flat(), sd].map((v) => Float64Array.from(v));
  return { mean: m, std: s, actionMean: am, actionStd: as, weights: w, sd: d, judged: [0, 1] };
}
