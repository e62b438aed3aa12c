/**
 * The reward artifact as data, and the interfaces by which other rooms do its work fast.
 * D = encoded inputs, F = raw features, K = ensemble members, x = standardised encoded input.
 */
import type { Floats } from '../basics/arrays';
import type { Feature } from '../demonstrations/demonstrations';
import type { Standardiser } from '../demonstrations/encoding';
import type { Norm } from '../norms/norm';
import type { FamilyId } from './families';

export type { FamilyId } from './families';

/** Row-major numbers with a shape; float32 as stored and shipped. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Floats;
}
export type Tensors = Readonly<Record<string, Tensor>>;

/** The .90 and .98 quantiles of a member's error on its own fold (docs/methods.md 1.3). */
export interface Calibration {
  readonly lMin: number;
  readonly lMax: number;
}

export interface MemberRecord {
  readonly tensors: Tensors;
  readonly calibration: Calibration;
}

/** What training makes and a version ships, without patches. */
export interface RewardModel {
  readonly family: FamilyId;
  readonly features: readonly Feature[];
  readonly standardiser: Standardiser;
  readonly members: readonly MemberRecord[];
  /** Steepness of the mapping, default 4. */
  readonly kappa: number;
  /** Deployment weight in [0, 1], default 1; multiplies the reward before patches. */
  readonly beta: number;
}

/** Good points, standardised: demonstrations of train, validation and calibration (docs/methods.md 4). */
export interface Basin {
  readonly dims: number;
  /** [n × D] */
  readonly points: Float32Array;
  /** [n] episode that each point belongs to. */
  readonly episodes: Uint32Array;
  /** Leave-one-episode-out 99 % radius, in standardised units. */
  readonly epsilon99: number;
}

/** What an unseen-member judgement gave for one episode of the folds (docs/methods.md 1.4). */
export interface OutOfFoldEpisode {
  readonly episode: number;
  readonly member: number;
  /** n of the member that did not see it, frame by frame. */
  readonly energies: Float64Array;
  /** u to the other episodes, frame by frame. */
  readonly uncertainties: Float64Array;
  /** g of the motion model that did not see it, frame by frame, float32-exact; absent where a monitor was not trained. */
  readonly motion?: Float64Array;
  /** [frames × columns] frames for which each column that the monitor watches has repeated its value. */
  readonly runs?: Uint32Array;
}

/** Rows to score. Kernels read `x`; masks and direction gates read `raw`. */
export interface Points {
  readonly rows: number;
  /** [rows × D] standardised */
  readonly x: Floats;
  /** [rows × F] raw units */
  readonly raw: Floats;
}

export type PatchKind = 'suppress' | 'raise';
export type KernelName = 'plateau' | 'wendland' | 'gaussian';

/** 1 where (x_F − origin)·normal > 0, else 0; F = the patch's features. */
export interface HalfSpaceGate {
  readonly type: 'half-space';
  readonly normal: readonly number[];
  readonly origin: readonly number[];
}
/** v = raw values of derived features: 1[v̂·n > 0]·exp(−(1 − v̂·n)²/2σ²); v = 0: 1 for suppress, 0 for raise. */
export interface DirectionGate {
  readonly type: 'direction';
  /** Indices of raw features. */
  readonly features: readonly number[];
  readonly normal: readonly number[];
  readonly sigma: number;
}
export type PatchGate = HalfSpaceGate | DirectionGate;

interface PatchBase {
  readonly id: string;
  readonly kind: PatchKind;
  /** α in (0, 1]. */
  readonly strength: number;
  /** Absent = true. */
  readonly enabled?: boolean;
  /** Model and standardiser that it was made for (SHA-256), absent in fixtures. */
  readonly model?: string;
  readonly note?: string;
  /** What the demonstrations say about edits that no certificate covers (docs/methods.md 4); absent = not asked. */
  readonly evidence?: PatchEvidence;
}
/** Conformal risk control by episode: mean reward lost in an unseen episode is at most `bound` in expectation. */
export interface PatchEvidence {
  /** `untested` = fewer than 19 episodes: admitted by a person only. */
  readonly status: 'certified' | 'tested' | 'untested';
  /** (Σ ℓ_j + 1)/(J + 1) in [0, 1]; absent when untested. */
  readonly bound?: number;
  /** J */
  readonly episodes?: number;
}
interface KernelBase extends PatchBase {
  readonly center: readonly number[];
  readonly kernel: KernelName;
  /** ρ > 0, standardised units (input) or latent units. Exactly zero from here on. */
  readonly reach: number;
  /** c in [0, 1): share of the reach that is flat, for `plateau`. */
  readonly core: number;
  readonly gate: PatchGate | null;
}
/** A kernel on some encoded inputs (`features` = indices into x; absent = all). */
export interface InputPatch extends KernelBase {
  readonly space: 'input';
  readonly features?: readonly number[];
}
/** A kernel in the bottleneck of one expert of one member, weighted by its gate. */
export interface LatentPatch extends KernelBase {
  readonly space: 'latent';
  readonly member: number;
  readonly expert: number;
}
/** An executable norm compiled into the score: α·q(−margin/width), raw units. */
export interface MaskPatch extends PatchBase {
  readonly space: 'mask';
  readonly norm: Norm;
  /** ≥ 0 raw units; 0 = a hard edge. */
  readonly width: number;
}
/** A dense layer; weights row-major [outputs × inputs]. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: readonly number[];
  readonly biases: readonly number[];
}
/** A contrastive head q(x) ∈ [0, 1] on standardised x (docs/methods.md 1.7): α·max(0, (q − q₀)/(1 − q₀)). */
export interface LearnedPatch extends PatchBase {
  readonly space: 'learned';
  /** ReLU between layers, the logistic function after the last, which has one output. */
  readonly layers: readonly DenseLayer[];
  /** q₀ in [0, 1) */
  readonly threshold: number;
}
/**
 * r_k is computed with l_max and κ_s as Σ_e g_{k,e}·(override or default); α blends default (0) and override (1). Stricter
 * ones only: l_max smaller, κ_s larger (docs/decisions/013).
 */
export interface SculptPatch extends PatchBase {
  readonly space: 'sculpt';
  readonly member: number;
  readonly expert: number;
  readonly lMax?: number;
  readonly kappa?: number;
}
export type Patch = InputPatch | LatentPatch | MaskPatch | LearnedPatch | SculptPatch;

/** Everything that is asked about points. Length N each; `memberEnergies` is [N × K]. */
export interface Scores {
  /** s in [0, 1] */
  readonly score: Float64Array;
  /** β·mean r_k in [0, 1], before patches but for sculpted experts, which change r itself */
  readonly baseReward: Float64Array;
  readonly suppression: Float64Array;
  readonly raise: Float64Array;
  /** n, unclipped */
  readonly energy: Float64Array;
  /** Members' disagreement: population sd of ln(m_k + 1e-12) */
  readonly memberDisagreement: Float64Array;
  /** ‖∇_φ n‖², 0 where the family has no decoder (docs/methods.md 8) */
  readonly sensitivity: Float64Array;
  readonly memberEnergies: Float64Array;
}

/** One fitted member of a family: the error m(x) ≥ 0 or any real number that grows with surprise. */
export interface ErrorModel {
  readonly dims: number;
  /** m of each row. @param x [rows × D] standardised. Scores never depend on the other rows of the call. */
  errors(x: Floats, rows: number): Float64Array;
  /** Share of m by encoded input at one row, [D]; sums to m for the mixture. */
  contributions(x: Floats): Float64Array;
  /** Gates and bottlenecks, where the family has them: gates [rows × E], latent [rows × E × B]. */
  latent?(x: Floats, rows: number): { gates: Float64Array; latent: Float64Array; experts: number; width: number };
  /** Σ_e g_e²(‖h_e‖² + 1), [rows]; absent = 0. */
  decoderNorms?(x: Floats, rows: number): Float64Array;
}

/** Scores points, fast or slow; implementations agree with the reference as docs/methods.md 10 says. */
export interface Scorer {
  /** Patches are handed in with each call: they change while a person drags. */
  score(points: Points, patches: readonly Patch[]): Promise<Scores>;
  /** m_k of each row and member, [rows × K]. */
  errors(points: Points): Promise<Float64Array>;
  dispose(): void;
}

/** Measures the certified budget of a set of patches over the basin (docs/methods.md 4). */
export interface BudgetMeter {
  measure(patches: readonly Patch[]): BudgetReport;
}
export interface BudgetReport {
  /** ε used, standardised units. */
  readonly epsilon: number;
  /** L, default .10 */
  readonly limit: number;
  /** max_b S_ε(b) over input-space kernels. */
  readonly certified: number;
  /** max_b of the damage r₀ − max(0, r − S), r₀ before sculpting (docs/decisions/013), as reports show it. */
  readonly maxRewardLost: number;
  /** Basin points over the limit. */
  readonly over: number;
  /** False when a latent, learned or sculpted patch is present: those are not covered by the certificate. */
  readonly covers: boolean;
}
