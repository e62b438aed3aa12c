/** How often each part of the tube was looked at since the last change that touched it (docs/methods.md 5). */
export interface AuditCells {
  /** D */
  readonly dims: number;
  /** Inputs that the cells are over: those of base columns; absent = all. */
  readonly inputs?: readonly number[];
  /** [cells × inputs] standardised centroids of the basin. */
  readonly centroids: Float32Array;
  readonly draws: Uint32Array;
  readonly flaws: Uint32Array;
}

/** Numbers of one centroid. */
export function cellWidth({ dims, inputs }: Pick<AuditCells, 'dims' | 'inputs'>): number {
  return inputs?.length ?? dims;
}
