/** What the map shows over and in the field. */
export interface Layers {
  readonly demonstrations: boolean;
  readonly contours: boolean;
  readonly patches: boolean;
  /** Fades what is far from every demonstration. */
  readonly fade: boolean;
}
export const allLayers: Layers = { demonstrations: true, contours: true, patches: true, fade: true };
