/** Arrays that say how the others are to be read, and what is none of a recording. */
import type { Floats } from '../../basics/arrays';
import { frameRate } from '../../demonstrations/interpretation/frame-rate';
import { wordsOf } from '../../demonstrations/interpretation/words';
import type { ArrayShape, NamedArray } from './named-array';

const markers =
  /(^|_)(ends?|lengths?|lens?|starts?|offsets?|boundar(y|ies)|bounds|ptrs?|splits?|indices|seqlens)(_(idx|index|indices|ids?))?$/;

/** May say by its name and shape where episodes start or how long they are. */
export function saysStructure({ name, shape }: ArrayShape): boolean {
  return shape.length === 1 && markers.test(wordsOf(name).join('_'));
}

/** A single number whose name may be a frame rate. */
export function saysRate({ name, shape }: ArrayShape): boolean {
  return shape.every((length) => length === 1) && shape.length <= 1 && frameRate(name, 1) !== null;
}

/** Frames per second by the first of single numbers that says them. */
export function rateIn(arrays: readonly NamedArray[]): { readonly fps: number; readonly name: string } | null {
  for (const array of arrays) {
    if (!saysRate(array) || array.columns === null) continue;
    const fps = frameRate(array.name, array.columns[0]?.[0] ?? NaN);
    if (fps !== null) return { fps, name: array.name };
  }
  return null;
}

/** First rows of episodes in `rows` rows by an array of ends, lengths, starts or offsets; null where none fits. */
export function startsIn(
  arrays: readonly NamedArray[],
  rows: number,
): { readonly starts: Uint32Array; readonly name: string } | null {
  for (const array of arrays) {
    if (!saysStructure(array) || array.columns === null || array.shape[0] > rows) continue;
    const starts = startsOf(array.columns[0], rows);
    if (starts !== null) return { starts, name: array.name };
  }
  return null;
}

function startsOf(list: Floats, rows: number): Uint32Array | null {
  if (list.length === 0 || list.length === rows || list.some((value) => !Number.isInteger(value) || value < 0))
    return null;
  const rising = list.every((value, i) => i === 0 || value > list[i - 1]);
  const [first, last] = [list[0], list[list.length - 1]];
  if (rising && last === rows) return Uint32Array.from(first === 0 ? list.slice(0, -1) : [0, ...list.slice(0, -1)]);
  if (rising && first > 0 && last === rows - 1)
    return Uint32Array.from([0, ...Array.from(list.slice(0, -1), (end) => end + 1)]);
  if (rising && first === 0 && last < rows && list.length > 1) return Uint32Array.from(list);
  if (list.includes(0)) return null;
  let at = 0;
  const starts = Uint32Array.from(list, (length) => (at += length) - length);
  return at === rows ? starts : null;
}

/** Frames of each of `episodes` episodes that are padded to `steps`: by lengths, or by a mask of ones before zeros. */
export function paddedLengths(
  arrays: readonly NamedArray[],
  episodes: number,
  steps: number,
): { readonly lengths: Floats; readonly name: string } | null {
  for (const { name, shape, columns } of arrays) {
    if (columns === null || columns.length !== 1) continue;
    const [list] = columns;
    const words = wordsOf(name);
    if (
      shape.length === 1 &&
      shape[0] === episodes &&
      words.some((word) => /^(lengths?|lens?|steps|frames|size|sizes)$/.test(word))
    ) {
      if (
        list.every((length) => Number.isInteger(length) && length > 0 && length <= steps) &&
        list.some((length) => length < steps)
      )
        return { lengths: list, name };
    }
    if (
      shape[0] === episodes &&
      shape[1] === steps &&
      words.some((word) => /^(masks?|valid|padding|pad)$/.test(word))
    ) {
      const lengths = prefixLengths(list, episodes, steps, words.some((word) => /^(padding|pad)$/.test(word)) ? 0 : 1);
      if (lengths !== null) return { lengths, name };
    }
  }
  return null;
}

function prefixLengths(list: Floats, episodes: number, steps: number, there: 0 | 1): Floats | null {
  const lengths = new Float64Array(episodes);
  for (let episode = 0; episode < episodes; episode++) {
    let length = 0;
    while (length < steps && list[episode * steps + length] === there) length++;
    for (let step = length; step < steps; step++) if (list[episode * steps + step] === there) return null;
    if (length === 0) return null;
    lengths[episode] = length;
  }
  return lengths.some((length) => length < steps) ? lengths : null;
}

const layerWord = /^(w|b|weights?|bias(es)?|kernels?|gamma|beta|moving|running|mean|var|variance)$/;

/** True for the weights of a network: nearly every array is called so, and no two of them share their rows as frames do. */
export function areWeights(arrays: readonly ArrayShape[]): boolean {
  const named = arrays.filter(({ name }) => wordsOf(name).some((word) => layerWord.test(word)) && /[/.:_]/.test(name));
  const telling = named.filter(({ name }) => /(^|[/._:])(w|b|weights?|bias|kernel)([:._/\d]|$)/i.test(name));
  return telling.length >= 2 && 5 * telling.length >= 4 * arrays.length;
}

/** Rows and columns exchanged: several matrices of different heights share their width, as columns of frames do. */
export function framesLieLast(arrays: readonly ArrayShape[]): boolean {
  const matrices = arrays.filter(({ shape }) => shape.length === 2);
  if (matrices.length === 1 && arrays.length === 1) return liesDown(matrices[0]);
  if (matrices.length < 2) return false;
  const frames = matrices[0].shape[1];
  const heights = new Set(matrices.map(({ shape }) => shape[0]));
  const lists = arrays.filter(({ shape }) => shape.length === 1 && shape[0] > 1);
  return (
    heights.size > 1 &&
    frames >= 8 &&
    matrices.every(({ shape }) => shape[1] === frames && 2 * shape[0] <= frames) &&
    lists.every(({ shape }) => !heights.has(shape[0]))
  );
}

/** A few rows of hundreds of numbers are quantities, not frames. */
function liesDown({ shape }: ArrayShape): boolean {
  return shape[0] > 1 && shape[0] <= 16 && shape[1] >= 100 && shape[1] >= 16 * shape[0];
}

/** Bytes of height × width × colours. */
export function isPicture({ shape, bytes = false }: ArrayShape): boolean {
  return bytes && shape.length === 3 && shape[0] >= 8 && shape[1] >= 8 && [1, 3, 4].includes(shape[2]);
}
