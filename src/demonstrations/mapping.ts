/** How columns become features: names, units, roles (docs/methods.md 1.1). */

/**
 * `continuous`, `angle` (radians, enters as cos and sin), `category` (one-hot), `derived` (difference over time within an
 * episode), `action` (known as an action, no input of the reward), `ignore`.
 */
export type Role = 'continuous' | 'angle' | 'category' | 'derived' | 'action' | 'ignore';

/** A column may appear twice: as itself and as a `derived` velocity. `name` is unique among the specs in use. */
export interface FeatureSpec {
  readonly column: string;
  readonly name: string;
  /** Free text, for example `m`, `rad`, `m/s`; empty when unknown. */
  readonly unit: string;
  readonly role: Role;
  /** Frames that the column usually keeps a value, for its rate; absent = 1. Role `derived` alone. */
  readonly hold?: number;
}

export interface Mapping {
  readonly features: readonly FeatureSpec[];
  /** Column whose changes start a new episode; null = as the files say, or one episode. */
  readonly episodeColumn: string | null;
  /** Seconds (or the unit that its name ends with: `_ms`, `_us`, `_ns`); null = use fps, or one unit a frame. */
  readonly timeColumn: string | null;
  readonly fps: number | null;
  /** True where rows stand alone: none follows another in time, so nothing has a rate. Absent = they follow each other. */
  readonly alone?: boolean;
  /** Choices made about what the files leave open, by the question’s id; absent where none was asked. */
  readonly answers?: Readonly<Record<string, string>>;
}
