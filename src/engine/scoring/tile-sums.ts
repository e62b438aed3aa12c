/**
 * How S and R of a tile are found (docs/methods.md 2): input patches by the backend where it has a way of its own, all others by
 * the index or, for few rows, by the reference. Made anew for each call, so that no change of the patches is missed.
 */
import { isEnabled } from '../../reward/patches/patch';
import type { Setting } from '../../reward/patches/setting';
import { PatchEvaluator } from '../../reward/patches/suppression';
import type { PatchSums } from '../../reward/patches/suppression';
import type { ErrorModel, InputPatch, Patch, Points } from '../../reward/types';
import type { Backend, SuppressionProgram } from '../backend';
import { PatchIndex } from './patch-index';
import { PatchRows } from './patch-spaces';
import type { TileSurroundings } from './tile-surroundings';

/** Fewer rows than this are compared with every patch: an index would cost more than it spares. */
const indexedRows = 64;

export interface TileSums {
  /** S and R at each row. */
  of(part: Points): Promise<PatchSums>;
  dispose(): void;
}

/** What all tiles of a call have in common. */
export interface Surface {
  readonly models: readonly ErrorModel[];
  readonly setting: Setting;
  /** Where distances of a tile are measured together. */
  readonly surroundings: TileSurroundings;
}

function onProcessor(patches: readonly Patch[], rows: number, surface: Surface): (part: Points) => Promise<PatchSums> {
  const { models, setting, surroundings } = surface;
  const index = rows < indexedRows ? null : new PatchIndex(patches, rows);
  return async (part) => {
    await surroundings.prepare(part, patches, setting);
    return index?.sums(new PatchRows(part, models, setting)) ?? new PatchEvaluator(models, part, setting).sums(patches);
  };
}

/** min(1, a + b) of sums of which either may be cut at 1. */
function together(a: PatchSums, b: PatchSums): PatchSums {
  const add = (one: Float64Array, other: Float64Array) => one.map((value, row) => Math.min(1, value + other[row]));
  return { suppression: add(a.suppression, b.suppression), raise: add(a.raise, b.raise) };
}

/** The patches that the backend takes over, opened there; null where there are none. */
function onDevice(backend: Backend, patches: readonly Patch[], { rows, x, raw }: Points) {
  if (rows < indexedRows || !backend.openSuppression) return null;
  const taken = patches.filter(
    (patch): patch is InputPatch => patch.space === 'input' && (backend.takesPatch?.(patch) ?? false),
  );
  if (taken.length === 0) return null;
  const program: SuppressionProgram | null = backend.openSuppression(taken, x.length / rows, raw.length / rows);
  return program && { program, taken: new Set<Patch>(taken) };
}

/** @param points all of the call */
export function openTileSums(backend: Backend, patches: readonly Patch[], points: Points, surface: Surface): TileSums {
  const enabled = patches.filter(isEnabled);
  const device = onDevice(backend, enabled, points);
  const rest = device ? enabled.filter((patch) => !device.taken.has(patch)) : enabled;
  const others = onProcessor(rest, points.rows, surface);
  return {
    of: async (part) => {
      if (device === null) return others(part);
      const sums = await device.program.sums(part);
      return together(sums, await others(part));
    },
    dispose: () => device?.program.dispose(),
  };
}
