/**
 * A sampling planner with the world's own dynamics (docs/methods.md 9): every frame it imagines sequences of actions with noise that
 * is correlated over time, keeps the best by the reward, and makes the first action of their mean (cross-entropy search over
 * sequences, after Pinneri et al. 2020, arXiv 2008.06389).
 */
import type { Random } from '../../basics/random';
import { readFrame, type WorldReading } from '../reading';
import type { World } from '../world';

/** Worth of raw rows [rows × F], each [rows]: the score of an artifact, or its dense form. */
export type RowWorth = (raw: Float64Array, rows: number) => Promise<Float64Array>;

export interface SamplingSettings {
  /** Sequences imagined at a time. */
  readonly samples: number;
  /** Frames of a sequence. */
  readonly ahead: number;
  readonly rounds: number;
  /** Best sequences that shape the next round. */
  readonly elites: number;
  /** Standard deviation of the noise over half the range of an action. */
  readonly noise: number;
  /** Correlation of the noise from frame to frame, in [0, 1). */
  readonly correlation: number;
}

export const defaultSampling: SamplingSettings = {
  samples: 128,
  ahead: 20,
  rounds: 2,
  elites: 8,
  noise: 1,
  correlation: 0.8,
};

export interface SamplingParts {
  readonly world: World;
  readonly readings: readonly WorldReading[];
  /** What a difference is divided by: seconds between frames, or 1 where rates are per frame. */
  readonly rateStep: number;
  readonly worth: RowWorth;
  readonly settings: SamplingSettings;
}

/** Plans anew at every frame from where the world is; starts from what it planned the frame before. */
export class SamplingPlanner {
  /** States imagined and scored so far. */
  scored = 0;
  private mean: Float64Array;
  private readonly width: number;

  constructor(
    private readonly parts: SamplingParts,
    private readonly random: Random,
  ) {
    this.width = parts.world.actions.low.length;
    this.mean = new Float64Array(parts.settings.ahead * this.width);
  }

  /** The action for a state, [A]. */
  async act(state: Float64Array): Promise<Float64Array> {
    const { settings } = this.parts;
    const { samples, ahead, rounds, elites } = settings;
    const length = ahead * this.width;
    let spread = settings.noise;
    let best: { readonly sequence: Float64Array; readonly worth: number } | null = null;
    for (let round = 0; round < rounds; round++) {
      const sequences = this.sequences(spread);
      // The best so far takes part in every round.
      if (best !== null) sequences.set(best.sequence, 0);
      const worths = await this.imagine(state, sequences);
      const order = Array.from(worths.keys()).sort((a, b) => worths[b] - worths[a]);
      const chosen = order.slice(0, Math.min(elites, samples));
      const next = new Float64Array(length);
      for (const i of chosen)
        for (let at = 0; at < length; at++) next[at] += sequences[i * length + at] / chosen.length;
      this.mean = next;
      const top = order[0];
      best = { sequence: sequences.slice(top * length, (top + 1) * length), worth: worths[top] };
      spread *= 0.5;
    }
    const action = this.parts.world.actions.discrete === true && best !== null ? best.sequence : this.mean;
    const first = action.slice(0, this.width);
    this.shift();
    return first;
  }

  /** The plan moves one frame on; its last action is repeated. */
  private shift(): void {
    const { mean, width } = this;
    mean.copyWithin(0, width);
  }

  /** [samples × ahead × A] about the mean; the first is the mean itself. */
  private sequences(spread: number): Float64Array {
    const { world, settings } = this.parts;
    const { samples, ahead, correlation } = settings;
    const { low, high } = world.actions;
    const fresh = Math.sqrt(1 - correlation * correlation);
    const out = new Float64Array(samples * ahead * this.width);
    for (let i = 0; i < samples; i++) {
      for (let a = 0; a < this.width; a++) {
        const half = (high[a] - low[a]) / 2;
        let noise = this.random.normal();
        for (let h = 0; h < ahead; h++) {
          const at = h * this.width + a;
          const wanted = this.mean[at] + (i === 0 ? 0 : spread * half * noise);
          out[i * ahead * this.width + at] = Math.max(low[a], Math.min(high[a], wanted));
          noise = correlation * noise + fresh * this.random.normal();
        }
      }
    }
    return out;
  }

  /** Mean worth of the frames of each sequence, [samples]; a frame that has none counts as the worst. */
  private async imagine(state: Float64Array, sequences: Float64Array): Promise<Float64Array> {
    const { world, readings, rateStep, settings, worth } = this.parts;
    const { samples, ahead } = settings;
    const columns = world.columns.length;
    const raw = new Float64Array(samples * ahead * readings.length);
    const states = new Float64Array(samples * world.stateWidth);
    for (let i = 0; i < samples; i++) states.set(state, i * world.stateWidth);
    const now = new Float64Array(columns);
    const before = new Float64Array(samples * columns);
    for (let i = 0; i < samples; i++) world.observe(state, 0, before, i * columns);
    for (let i = 0; i < samples; i++) {
      for (let h = 0; h < ahead; h++) {
        world.step(states, i * world.stateWidth, sequences, (i * ahead + h) * this.width);
        world.observe(states, i * world.stateWidth, now, 0);
        readFrame(readings, now, 0, before, i * columns, rateStep, raw, (i * ahead + h) * readings.length);
        before.set(now, i * columns);
      }
    }
    const worths = await worth(raw, samples * ahead);
    this.scored += samples * ahead;
    return Float64Array.from({ length: samples }, (_, i) => {
      let sum = 0;
      for (let h = 0; h < ahead; h++) sum += Number.isFinite(worths[i * ahead + h]) ? worths[i * ahead + h] : -1;
      return sum / ahead;
    });
  }
}

/** Largest energy that the dense form still tells apart *(docs/methods.md 9)*. */
const deepest = 20;

/** s − min(n₊, 20)/20: a slope where the score is flat; suppression counts in full. */
export function denseForm(score: number, energy: number): number {
  return score - Math.min(Math.max(0, energy), deepest) / deepest;
}
