/**
 * A world that a policy acts in, with a true return that the reward never sees (docs/methods.md 9). Numbers are float64, randomness
 * comes from outside, and a state is a plain array, so that many can be stepped side by side.
 */
import type { Random } from '../basics/random';

/** A column of what is observed, by the name that recordings give it. */
export interface WorldColumn {
  readonly name: string;
  readonly unit: string;
  /** In rad: differences go the shorter way. */
  readonly angle?: true;
}

/** What acts, frame by frame: fills `action` for a state. */
export type Policy = (state: Float64Array, action: Float64Array, random: Random) => void;

export interface World {
  readonly id: string;
  readonly title: string;
  /** What it is and how its true return is counted, in a sentence. */
  readonly hint: string;
  readonly columns: readonly WorldColumn[];
  /** Numbers of a state. */
  readonly stateWidth: number;
  /** Bounds of each number of an action; `discrete` ones push with one bound or the other. */
  readonly actions: { readonly low: readonly number[]; readonly high: readonly number[]; readonly discrete?: true };
  /** Seconds between frames. */
  readonly timeStep: number;
  /** Frames of an episode at most. */
  readonly horizon: number;
  start(random: Random): Float64Array;
  /** One frame further, in place. @param at where the state lies in `states` @param from where the action lies */
  step(states: Float64Array, at: number, action: Float64Array, from: number): void;
  /** Whether the episode is over in this state. */
  ended(state: Float64Array, at: number): boolean;
  /** The observation of a state, columns in order. */
  observe(state: Float64Array, at: number, out: Float64Array, to: number): void;
  /** True reward of the frame that led from a state to the next one by an action. */
  reward(before: Float64Array, action: Float64Array, after: Float64Array): number;
  /** Fresh demonstrator: what the demonstrations were recorded from. */
  demonstrator(random: Random): Policy;
}

/** An angle in (−π, π]. */
export function wrapped(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = (((angle + Math.PI) % turn) + turn) % turn;
  return rest === 0 ? Math.PI : rest - Math.PI;
}

/** A number kept within ± limit. */
export function limited(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
