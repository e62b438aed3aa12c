/**
 * What one kind of norm is: a file beside this one, with its words (what the page shows) and its rule (schema and
 * mathematics). The two are apart so that a page carries no parser of expressions or patterns.
 */
import type * as v from 'valibot';
import type { Feature } from '../../demonstrations/demonstrations';
import type { NormSpace } from '../rows';
import type { Tree } from '../tree/tree';
import type { FormField } from './form';

/** Read-only through and through: norms are never changed, only replaced. */
export type Frozen<T> = T extends readonly (infer Entry)[]
  ? readonly Frozen<Entry>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** The norm that a schema reads, as it is in memory. */
export type NormBy<MakesSchema extends (...given: never[]) => KindSchema> = Frozen<
  v.InferOutput<ReturnType<MakesSchema>>
>;

/** What every norm has. */
export interface NormBase {
  readonly id: string;
  readonly type: string;
  /** (0, 1], default 1; from .5 on a violation blocks and makes a flaw. */
  readonly severity?: number | undefined;
  readonly description?: string | undefined;
}

/** How a sentence writes what it does not know itself. */
export interface Telling {
  /** A raw feature by index. */
  feature(index: number): { readonly name: string; readonly unit: string };
  /** @param digits significant ones, 3 unless told otherwise */
  number(value: number, digits?: number): string;
}

/** What people read of a kind, and how they write a norm of it. Methods, so that kinds of many norms fit one list. */
export interface NormWords<N extends NormBase = NormBase> {
  readonly type: N['type'];
  readonly title: string;
  /** What it is for, where it is chosen: a sentence. */
  readonly hint: string;
  /** The margin, for the table of the docs. */
  readonly margin: string;
  /** The fields of a norm of this kind in the order of its form. */
  readonly form: readonly FormField[];
  /** What must hold, in names and numbers. */
  sentence(norm: N, telling: Telling): string;
  /** Indices of the features that it names; none where it reads texts only. */
  named(norm: N, features: readonly Feature[]): readonly number[];
}

/** A kind of norm that judges single rows. */
export interface NormKind<N extends NormBase = NormBase> {
  readonly type: N['type'];
  /** Reads the form of files or of memory, and gives that of memory: features by index, bounds that bind nothing unbounded. */
  schema(features: readonly Feature[]): KindSchema;
  /** @param norm one that the schema passed @throws Refused */
  tree(norm: N, space: NormSpace): Tree;
  /** Fields that files write otherwise than memory, names of features aside. */
  written?(norm: N): object;
}

/** The schema of an object with a `type`, as a choice by type takes it. */
export type KindSchema = Exclude<v.VariantOptions<'type'>[number], { readonly type: 'variant' }>;

/** What most kinds name: their list of features. */
export function named({ features = [] }: { readonly features?: readonly number[] | undefined }): readonly number[] {
  return features;
}

/** Features by name, one after the other. */
export function listed(indices: readonly number[], { feature }: Telling): string {
  return indices.map((index) => feature(index).name).join(', ');
}
