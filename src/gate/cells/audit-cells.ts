/** How often each part of the tube was looked at since the last change that touched it (docs/methods.md 5). */
export interface AuditCells {
  readonly dims: number;
  /** [cells × D] standardised centroids of the basin. */
  readonly centroids: Float32Array;
  readonly draws: Uint32Array;
  readonly flaws: Uint32Array;
}
