/** Makes a line of very many points drawable: the lowest and highest of each column of pixels. Drawing only. */

/** Points in order; as they are when there are few enough, else at most two a column. */
export function envelope(xs: ArrayLike<number>, ys: ArrayLike<number>, columns: number): [number, number][] {
  const rows = xs.length;
  if (rows <= 2 * columns) return Array.from(xs, (x, i) => [x, ys[i]]);
  const points: [number, number][] = [];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * rows) / columns);
    const to = Math.floor(((column + 1) * rows) / columns);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if (ys[i] < ys[low]) low = i;
      if (ys[i] > ys[high]) high = i;
    }
    const [first, second] = low < high ? [low, high] : [high, low];
    points.push([xs[first], ys[first]]);
    if (second !== first) points.push([xs[second], ys[second]]);
  }
  return points;
}

/** Stretches of rows, both ends included, over which `on` holds. */
export function runs(length: number, on: (row: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let row = 0; row < length; row++) {
    if (!on(row)) continue;
    const last = found.at(-1);
    if (last?.[1] === row - 1) last[1] = row;
    else found.push([row, row]);
  }
  return found;
}
