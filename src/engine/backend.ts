/**
 * The narrow door behind which mixtures are computed fast (docs/methods.md 1.2). Several implementations answer to it: our own
 * kernels for WebAssembly and WebGPU, and tensor programs, which are the reference for the others and the fallback.
 * Vectors are flat and canonical (`parameterLayout`). Same inputs, backend and build give the same bytes.
 */
import type { Floats } from '../basics/arrays';
import type { MixtureShape } from '../reward/families/mixture/mixture-network';
import type { MemberData, MixtureSettings } from '../reward/families/mixture/training';

/** `wasm` and `webgpu` are our own kernels; `tfjs-…` are tensor programs. */
export const backendNames = ['webgpu', 'wasm', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Parameters and Adam's moments, one flat vector each. */
export interface MixtureState {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** What members' networks say of rows. */
export interface Judgement {
  /** m of each row, [rows] */
  readonly errors: Float32Array;
  /** Gates, [rows × E] */
  readonly gates: Float32Array;
  /** Σ_e g_e²(‖h_e‖² + 1), [rows] (docs/methods.md 8) */
  readonly decoderNorms: Float32Array;
  /** ln(m + 1e-12), [rows], where the backend has it at hand. */
  readonly logErrors?: Float32Array;
}

/** One member in training: its rows, parameters and moments stay on the device between calls. */
export interface TrainingProgram {
  /** Steps in one epoch. */
  readonly perEpoch: number;
  /**
   * Takes `count` Adam steps, none beyond the end of an epoch; rows come in the order that seed, member and epoch fix.
   * @param first finished steps of the whole run before these
   * @returns the objective before each step, [count]; one read-back for all of them
   */
  steps(first: number, count: number): Promise<Float32Array>;
  /** Validation rows under the parameters of now. */
  validate(): Promise<Judgement>;
  /** Remembers the parameters of now as the best. */
  markBest(): Promise<void>;
  snapshot(): Promise<MixtureState & { readonly best: Float32Array }>;
  /** Gives back everything it holds; later calls are bugs. */
  dispose(): void;
}

/** One set of parameters that only judges. */
export interface JudgingProgram {
  /**
   * @param x [rows × D] standardised; a row's results never depend on the other rows of the call
   * @param gated whether gates are wanted (they are unless told); without, they may be left out
   */
  judge(x: Floats, rows: number, gated?: boolean): Promise<Judgement>;
  dispose(): void;
}

export interface TrainingStart extends MixtureState {
  readonly best: Float32Array;
}

/** An opened backend. Whatever the device throws is thrown on; `lost` says why. */
export interface Backend {
  readonly name: BackendName;
  /** What a checkpoint names: backend and variant; a run is continued on the same one only. */
  readonly id: string;
  /** For people, for example the adapter's description. */
  readonly detail: string;
  /** True for a software adapter. */
  readonly software: boolean;
  openTraining(data: MemberData, settings: MixtureSettings, member: number, start: TrainingStart): TrainingProgram;
  openJudging(shape: MixtureShape, parameters: Floats): JudgingProgram;
  /** Why the device was lost, null while it is there. */
  lost(): string | null;
  close(): void;
}
