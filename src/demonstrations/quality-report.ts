/** What a quality report says (docs/methods.md 1.1, Phase 0). Plain JSON. */

export interface FeatureQuality {
  readonly name: string;
  readonly unit: string;
  readonly role: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  /** 32 bins from min to max. */
  readonly histogram: readonly number[];
  readonly constant: boolean;
  /** Rows where it was NaN or infinite, before dropping. */
  readonly missing: number;
}
export interface Finding {
  /** `note` informs, `warning` asks for a look. */
  readonly level: 'note' | 'warning';
  readonly text: string;
}
export interface QualityReport {
  readonly rows: number;
  readonly episodes: number;
  readonly episodeLengths: readonly number[];
  readonly features: readonly FeatureQuality[];
  /** Rows dropped for NaN or infinity: how many, and the first 100 row numbers. */
  readonly dropped: { readonly count: number; readonly rows: readonly number[] };
  /** Rows that repeat an earlier row exactly. */
  readonly duplicates: number;
  readonly findings: readonly Finding[];
  /** Bytes of memory that training will need, about. */
  readonly bytes: number;
  readonly timeStep: number;
  /** Frames whose time was not later than that of the frame before. */
  readonly backwards: number;
  /** True when a time column was taken for milliseconds by its steps alone. */
  readonly milliseconds: boolean;
}
