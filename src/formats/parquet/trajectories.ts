/** Parquet with a whole trajectory in each row: lists of frames, which are numbers or lists of numbers themselves. */
import { arrayNames } from '../tables/column-names';
import { GrowingFloats } from '../tables/growing-floats';
import type { RawColumn } from '../tables/make-table';
import type { Page } from './pages';
import type { Leaf } from './schema';

/** Lists of one column, frame by frame. */
export class FrameLists {
  /** Frames of each row. */
  readonly lengths: number[] = [];
  /** Numbers of a frame; 0 before the first, −1 where frames differ. */
  width = 0;
  private readonly values = new GrowingFloats(false);
  private entries = 0;

  constructor(readonly leaf: Leaf) {}

  add({ count, definition, repetition, values }: Page): void {
    const { leaf } = this;
    for (let i = 0, next = 0; i < count; i++) {
      const level = definition === null ? leaf.definition : definition[i];
      const repeat = repetition === null ? 0 : repetition[i];
      if (repeat < 2) this.endFrame();
      if (repeat === 0) this.lengths.push(0);
      if (level < leaf.entry) continue;
      if (repeat < 2) this.lengths[this.lengths.length - 1]++;
      this.values.push(level === leaf.definition ? values.numbers[next++] : NaN);
      this.entries++;
    }
  }

  end(): void {
    this.endFrame();
  }

  numbers(): ReturnType<GrowingFloats['finish']> {
    return this.values.finish();
  }

  private endFrame(): void {
    if (this.entries > 0 && this.width === 0) this.width = this.entries;
    if (this.entries > 0 && this.entries !== this.width) this.width = -1;
    this.entries = 0;
  }
}

/** Columns and first rows of episodes; null where rows are frames after all. */
export function trajectoryColumns(
  lists: readonly FrameLists[],
): { readonly columns: RawColumn[]; readonly starts: Uint32Array } | null {
  const usable = lists.filter(({ width }) => width > 0);
  const main = usable.find(({ leaf }) => leaf.repetition === 2) ?? usable[0];
  if (main === undefined || !areTrajectories(main, usable)) return null;
  const rows = Math.max(...usable.map(({ lengths }) => lengths.length));
  const frames = Array.from({ length: rows }, (_, row) => Math.max(...usable.map(({ lengths }) => lengths[row] ?? 0)));
  const fitting = usable.filter(({ lengths }) =>
    lengths.every((length, row) => length === frames[row] || length === frames[row] - 1),
  );
  if (fitting.length === 0 || !fitting.includes(main)) return null;
  let at = 0;
  const starts = Uint32Array.from(frames, (length) => (at += length) - length);
  const total = at;
  return {
    columns: fitting.flatMap((list) => columnsOf(list, starts, total)),
    starts: starts.filter((_, row) => frames[row] > 0),
  };
}

/** Lists are frames when their lengths differ between rows, or another column is as long or one shorter. */
function areTrajectories(main: FrameLists, all: readonly FrameLists[]): boolean {
  const { lengths } = main;
  const [first = 0] = lengths;
  if (lengths.some((length) => length !== first))
    return all.every((list) => list.leaf.repetition === 2 || agrees(list, lengths) || list === main);
  const others = all.filter((list) => list !== main);
  const oneShort = others.some((list) => list.lengths.every((length, row) => length === lengths[row] - 1));
  return (
    first > 3 &&
    main.leaf.repetition === 2 &&
    (oneShort || (first >= 10 && others.some((list) => agrees(list, lengths))))
  );
}

function agrees(list: FrameLists, lengths: readonly number[]): boolean {
  return list.lengths.every((length, row) => Math.abs(length - lengths[row]) <= 1);
}

function columnsOf(list: FrameLists, starts: Uint32Array, total: number): RawColumn[] {
  const { leaf, width, lengths } = list;
  const numbers = list.numbers();
  const { names, group } = arrayNames(leaf.name, width);
  const columns = names.map((name): RawColumn => ({ name, group, values: new Float64Array(total).fill(NaN) }));
  let at = 0;
  lengths.forEach((length, row) => {
    for (let frame = 0; frame < length; frame++) {
      for (let c = 0; c < width; c++) columns[c].values[starts[row] + frame] = numbers[at++];
    }
  });
  return columns;
}
