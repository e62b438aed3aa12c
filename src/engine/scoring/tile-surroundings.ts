/**
 * Distances to the demonstrations that masks ask for, measured for all rows of a tile at once where the backend compares
 * points by brute force; any other row is asked of the surroundings themselves. Both are exact.
 */
import type { Floats } from '../../basics/arrays';
import { normIn, type Setting, type Surroundings } from '../../reward/patches/setting';
import type { Patch, Points } from '../../reward/types';
import type { Backend, NeighbourProgram } from '../backend';

type Tree = ReturnType<typeof normIn>['tree'];

/** Choices of inputs over which a tree measures distances to the demonstrations. */
function choicesIn(tree: Tree): (readonly number[])[] {
  if (tree.op === 'distance') return tree.points ? [] : [tree.inputs];
  return 'of' in tree ? tree.of.flatMap(choicesIn) : [];
}

/** Columns of rows, one row after the other. */
function columnsOf(x: Floats, dims: number, inputs: readonly number[]): Float64Array {
  const rows = x.length / dims;
  const columns = new Float64Array(rows * inputs.length);
  for (let row = 0; row < rows; row++) {
    inputs.forEach((input, i) => (columns[row * inputs.length + i] = x[row * dims + input]));
  }
  return columns;
}

export class TileSurroundings implements Surroundings {
  private readonly programs = new Map<string, NeighbourProgram | null>();
  private measured = new Map<string, Float64Array>();
  private x: Floats | null = null;
  private width = 1;

  /** @param base asked for rows that were not prepared; without demonstrations it is asked for all */
  constructor(
    private readonly backend: Pick<Backend, 'openNeighbours'>,
    private readonly base: Surroundings,
  ) {}

  distance(x: Floats, at: number, inputs: readonly number[]): number {
    const distances = x === this.x ? this.measured.get(inputs.join()) : undefined;
    return distances?.[at / this.width] ?? this.base.distance(x, at, inputs);
  }

  /** Measures what enabled masks of `patches` will ask at these rows. */
  async prepare({ x, rows }: Points, patches: readonly Patch[], setting: Setting): Promise<void> {
    const masks = patches.filter((patch) => patch.space === 'mask');
    const choices = new Map(
      masks.flatMap(({ norm }) => choicesIn(normIn(setting, norm).tree)).map((inputs) => [inputs.join(), inputs]),
    );
    this.x = null;
    this.measured = new Map();
    for (const [key, inputs] of choices) {
      const program = this.programOver(key, inputs);
      if (program === null) continue;
      const { distances } = await program.nearest(columnsOf(x, x.length / rows, inputs), rows);
      this.measured.set(
        key,
        distances.map((distance) => (Number.isFinite(distance) ? distance : NaN)),
      );
    }
    this.width = x.length / rows;
    this.x = x;
  }

  dispose(): void {
    for (const program of this.programs.values()) program?.dispose();
    this.programs.clear();
  }

  private programOver(key: string, inputs: readonly number[]): NeighbourProgram | null {
    const held = this.programs.get(key);
    if (held !== undefined) return held;
    const { demonstrations } = this.base;
    const rows = demonstrations ? demonstrations.points.length / demonstrations.dims : 0;
    const program =
      demonstrations && rows > 0
        ? this.backend.openNeighbours?.(
            columnsOf(demonstrations.points, demonstrations.dims, inputs),
            rows,
            inputs.length,
          )
        : null;
    this.programs.set(key, program ?? null);
    return program ?? null;
  }
}
