/**
 * The descriptor of a reward family: everything that distinguishes it stands in one file of its own, and whoever lists, opens,
 * trains, scores, explains or exports rewards reads it from there (docs/methods.md 1.5).
 */
import type { Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { ErrorModel, Tensors } from '../types';
import type { FamilyArithmetic } from './arithmetic';
import type { GraphAlgebra, GraphValue, MemberGraph } from './graph-algebra';
import type { RewardMapping } from './mapping';
import type { TensorForm } from './tensor-form';

export interface FitRequest {
  /** [rows × D] standardised */
  readonly x: Float32Array;
  readonly rows: number;
  readonly dims: number;
  readonly seed: number;
  readonly member: number;
}

/** Shares of inputs, gates and the steering sensitivity are asked of the opened member (`ErrorModel`). */
export interface Family<Id extends string = string> {
  /** What files call it. */
  readonly id: Id;
  /** Name for people. */
  readonly title: string;
  /** What it is in a few words, as part of a sentence. */
  readonly hint: string;
  /** m(x) in words, for tables. */
  readonly error: string;
  /** Tensors of a member, by the name of each form that they can have. */
  readonly tensors: Readonly<Record<string, TensorForm>>;
  /** r_k from n_k. */
  readonly mapping: RewardMapping;
  /** The engine trains members step by step; `itself` by `fit`; nobody where numbers come from elsewhere. */
  readonly trainedBy: 'engine' | 'itself' | 'nobody';
  /** Whether every training makes one, to be compared with the others. */
  readonly byDefault: boolean;
  /** Whether the engine's backends can judge its members (`BackendScorer`); else the float64 reference does. */
  readonly onBackends: boolean;
  /** Present where it is trained by itself; same request, same bytes, whatever does the arithmetic. @throws Cancelled */
  fit?(request: FitRequest, task: Task, arithmetic?: FamilyArithmetic): Promise<Tensors>;
  /** Opens a member; `malformed` when its tensors do not hold together. */
  open(tensors: Tensors, arithmetic?: FamilyArithmetic): Result<ErrorModel>;
  /** The same member as nodes of ONNX. @param x [N, D] standardised float64 */
  graph(algebra: GraphAlgebra, x: GraphValue, tensors: Tensors): MemberGraph;
}

/** What the ONNX form of a reward asks of its family. */
export type FamilyGraph = Pick<Family, 'graph' | 'mapping'>;
