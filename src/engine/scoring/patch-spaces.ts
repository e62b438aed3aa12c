/**
 * What the index has to know of each kind of patch (docs/methods.md 2): one entry of a table for each kind. How much a patch
 * takes or gives is said by the reference's own code (`reward/patch.ts`, `reward/kernels.ts`).
 */
import type { Floats } from '../../basics/arrays';
import { learnedAmount } from '../../reward/patches/learned/learned-head';
import { inputAmount, latentAmount, maskAmount } from '../../reward/patches/patch';
import { bareScoringContext, normIn, type ScoringContext } from '../../reward/patches/scoring-context';
import type {
  ErrorModel,
  InputPatch,
  KernelName,
  LatentPatch,
  LearnedPatch,
  MaskPatch,
  Patch,
  Points,
  SculptPatch,
} from '../../reward/types';

type Latents = ReturnType<NonNullable<ErrorModel['latent']>>;

/** Rows that are scored together, and what patches read of them. */
export class PatchRows {
  readonly dims: number;
  readonly raws: number;
  readonly scoring: ScoringContext;
  private readonly latents = new Map<number, Latents>();

  constructor(
    readonly points: Points,
    private readonly models: readonly Pick<ErrorModel, 'latent'>[],
    scoring: ScoringContext | null = null,
  ) {
    this.dims = points.rows === 0 ? 0 : points.x.length / points.rows;
    this.raws = points.rows === 0 ? 0 : points.raw.length / points.rows;
    this.scoring = scoring ?? bareScoringContext(this.raws);
  }

  /** Gates and bottlenecks of a member, computed when a patch first asks. */
  latentsOf(member: number): Latents {
    const { x, rows } = this.points;
    const held = this.latents.get(member) ?? this.models[member].latent?.(x, rows);
    if (held === undefined) throw new Error(`member ${member} has no latent space`);
    this.latents.set(member, held);
    return held;
  }
}

/** A ball outside which a patch is exactly zero. */
export interface Ball {
  readonly center: readonly number[];
  readonly reach: number;
}

/** α·ψ(d) */
export interface Falloff {
  readonly kernel: KernelName;
  readonly reach: number;
  readonly core: number;
  readonly strength: number;
}

/** The numbers that balls of a group are compared with: `places` of each row of `values` [rows × width]. */
export interface Coordinates {
  readonly values: Floats;
  readonly width: number;
  /** First place within a row, or the places one by one. */
  readonly places: number | readonly number[];
}

export interface PatchSpace<P extends Patch> {
  /** Patches with the same key are compared with the same coordinates. */
  key(patch: P): string;
  /** Null for a patch that must be asked at every row. */
  ball(patch: P): Ball | null;
  /** What a patch takes or gives by the distance from its centre, where nothing else counts; else null. */
  falloff(patch: P): Falloff | null;
  coordinates(patch: P, rows: PatchRows): Coordinates;
  /** What the patch takes or gives at a row. */
  amount(patch: P, rows: PatchRows, row: number): number;
}

const input: PatchSpace<InputPatch> = {
  key: ({ features, center }) => `input ${features?.join() ?? center.length}`,
  ball: (patch) => patch,
  falloff: (patch) => (patch.gate === null ? patch : null),
  coordinates: ({ features }, { points, dims }) => ({ values: points.x, width: dims, places: features ?? 0 }),
  amount: (patch, { points, dims, raws }, row) => inputAmount(patch, points.x, row * dims, points.raw, row * raws),
};

const latent: PatchSpace<LatentPatch> = {
  key: ({ member, expert }) => `latent ${member} ${expert}`,
  ball: (patch) => patch,
  falloff: () => null,
  coordinates: ({ member, expert }, rows) => {
    const { latent: values, experts, width } = rows.latentsOf(member);
    return { values, width: experts * width, places: expert * width };
  },
  amount: (patch, rows, row) => {
    const { gates, latent: z, experts, width } = rows.latentsOf(patch.member);
    const { points, dims, raws } = rows;
    const place = row * experts + patch.expert;
    return latentAmount(patch, gates[place], z, place * width, points.x, row * dims, points.raw, row * raws);
  },
};

const mask: PatchSpace<MaskPatch> = {
  key: () => 'mask',
  ball: () => null,
  falloff: () => null,
  coordinates: (_, { points, raws }) => ({ values: points.raw, width: raws, places: 0 }),
  amount: (patch, { points, scoring }, row) => maskAmount(patch, normIn(scoring, patch.norm).margin(points, row)),
};

const learned: PatchSpace<LearnedPatch> = {
  key: () => 'learned',
  ball: () => null,
  falloff: () => null,
  coordinates: (_, { points, dims }) => ({ values: points.x, width: dims, places: 0 }),
  amount: (patch, { points, dims }, row) => learnedAmount(patch, points.x, row * dims),
};

/** Sculpted experts change r itself; beside it they take nothing. */
const sculpt: PatchSpace<SculptPatch> = {
  key: () => 'sculpt',
  ball: () => null,
  falloff: () => null,
  coordinates: (_, { points, dims }) => ({ values: points.x, width: dims, places: 0 }),
  amount: () => 0,
};

type PatchSpaces = { readonly [S in Patch['space']]: PatchSpace<Extract<Patch, { space: S }>> };

const spaces: PatchSpaces = { input, latent, mask, learned, sculpt };

/** The entry of a patch's kind. */
export function spaceOf(patch: Patch): PatchSpace<Patch> {
  // Each entry is looked up by the very kind that it is written for.
  return spaces[patch.space] as PatchSpace<Patch>;
}
