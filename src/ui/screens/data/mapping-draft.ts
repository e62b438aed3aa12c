/** The mapping as the wizard edits it: one line a column, with its velocity beside it. Pure. */
import type { ColumnMotion, FeatureSpec, Mapping, Role } from '../../../app/types';

export interface ColumnDraft {
  readonly column: string;
  readonly name: string;
  readonly unit: string;
  readonly role: Role;
  /** Adds the column's difference over time as a feature of its own. */
  readonly velocity: boolean;
  readonly velocityName: string;
  readonly velocityUnit: string;
  /** Frames that the column usually keeps a value: how its velocity is made. */
  readonly hold: number;
}

/** Roles with the words that the wizard shows. */
export const roleTitles: Readonly<Record<Role, string>> = {
  continuous: 'Continuous',
  angle: 'Angle (radians)',
  category: 'Category',
  derived: 'Velocity only',
  action: 'Action (no input)',
  ignore: 'Ignore',
};

/** Velocities make sense of what moves. */
export function mayHaveVelocity(role: Role): boolean {
  return role === 'continuous' || role === 'angle';
}

function draftOf(column: string, specs: readonly FeatureSpec[], hold: number): ColumnDraft {
  const own = specs.find((spec) => spec.role !== 'derived');
  const derived = specs.find((spec) => spec.role === 'derived');
  const base = own ?? derived;
  const name = base?.name ?? column;
  const unit = base?.unit ?? '';
  return {
    column,
    name,
    unit,
    role: base?.role ?? 'ignore',
    velocity: own !== undefined && derived !== undefined,
    velocityName: derived?.name ?? `${name}_rate`,
    velocityUnit: derived?.unit ?? (unit === '' ? '' : `${unit}/s`),
    hold: derived === undefined ? hold : (derived.hold ?? 1),
  };
}

/** The drafts with rates as they are proposed, or without any. */
export function withRates(
  drafts: readonly ColumnDraft[],
  motion: readonly ColumnMotion[],
  moves: boolean,
): ColumnDraft[] {
  const proposed = new Set(motion.flatMap(({ column, rate }) => (rate ? [column] : [])));
  return drafts.map((draft) => ({ ...draft, velocity: moves && proposed.has(draft.column) }));
}

/** One draft a column, in the table's order; a column that the mapping does not name is ignored. */
export function draftsOf(
  columns: readonly string[],
  mapping: Mapping,
  motion: readonly ColumnMotion[] = [],
): ColumnDraft[] {
  return columns.map((column) =>
    draftOf(
      column,
      mapping.features.filter((spec) => spec.column === column),
      motion.find((own) => own.column === column)?.hold ?? 1,
    ),
  );
}

/** The specs that the drafts stand for; velocities follow their own column. */
export function specsOf(drafts: readonly ColumnDraft[]): FeatureSpec[] {
  return drafts.flatMap(({ column, name, unit, role, velocity, velocityName, velocityUnit, hold }) => {
    const own: FeatureSpec = { column, name, unit, role };
    const kept = hold > 1 ? { hold } : {};
    if (role === 'derived') return [{ ...own, ...kept }];
    if (!velocity || !mayHaveVelocity(role)) return [own];
    return [own, { column, name: velocityName, unit: velocityUnit, role: 'derived' as const, ...kept }];
  });
}
