/** What an array of an HDF5 file is to a recording, by its path inside the recording, its shape and its type. */
import type { Floats } from '../../basics/arrays';
import { frameRate } from '../../demonstrations/interpretation/frame-rate';
import { saysNextObservation, wordsOf } from '../../demonstrations/interpretation/words';
import { baseName } from '../source';
import type { ColumnGroup } from '../../demonstrations/table';
import { arrayNames, groupOf } from '../tables/column-names';
import type { Hdf5Array } from './file';
import { bytesOf, type NumberCode } from '../tables/number-bytes';
import type { Limits } from '../limits';

/** Numbers of one array and frame that become columns; more are images or scans. */
const widest = 1024;

/** Why an array has no place in a table, or null. */
export function whyNot({ path, shape, code, holds }: Hdf5Array): string | null {
  const perFrame = shape.slice(1);
  const size = perFrame.join(' × ');
  if (/(^|\/)mask\/[^/]+$/.test(path)) {
    return `a list of ${shape[0] ?? 1} episode names: all episodes are read, whichever list they are in`;
  }
  if (code === null) return `${holds}: not read`;
  if (shape.length === 0) return frameRate(baseName(path), 1) === null ? 'a single number, not one a frame' : null;
  if (isPacked(path, code, perFrame)) return `${size} bytes a frame under a name for pictures: not read`;
  if (code === 'u1' && perFrame.length >= 2) return `pictures of ${size}: not read`;
  if (shape.length > 3) return `${size} numbers a frame: pictures are not read`;
  const framesLast = perFrame.length === 1 && shape[0] <= 64 && perFrame[0] >= 8 * shape[0];
  if (perFrame.length === 1 && perFrame[0] > widest && !framesLast)
    return `${size} numbers a frame: too many for columns`;
  if (isNext(path)) return 'the observations one frame later, which are there already';
  return null;
}

/** Pictures that are packed lie as bytes of any number in each frame. */
function isPacked(path: string, code: NumberCode | null, perFrame: readonly number[]): boolean {
  if (code !== 'u1' && code !== 'i1') return false;
  if (perFrame.length !== 1 || perFrame[0] < 32) return false;
  return path.split('/').some((part) => wordsOf(part).some((word) => pictureWord.test(word)));
}

const pictureWord = /^(images?|img|imgs|rgb|rgbd|depth|cameras?|cams?|pictures?|pixels?|jpe?g|png|video|compressed)$/;

function isNext(path: string): boolean {
  return path.split('/').some(saysNextObservation);
}

/**
 * Names and group of the columns of an array.
 * @param field path inside the recording, for example `actions`, `obs/eef_pos`
 * @param width columns
 */
export function fieldNames(field: string, width: number): { names: string[]; group: ColumnGroup } {
  const slash = field.indexOf('/');
  const group = slash < 0 ? 'other' : groupOf(field.slice(0, slash));
  if (group !== 'observation' && group !== 'action') return arrayNames(field, width);
  const key = field.slice(slash + 1).replaceAll('/', '_');
  return { names: Array.from({ length: width }, (_, i) => (width === 1 ? key : `${key}_${i}`)), group };
}

/** Simulators’ full state beside observations is not what a robot sees. */
export function isHiddenState(field: string, all: Iterable<string>): boolean {
  return /^states?$/i.test(field) && [...all].some((other) => /^(obs|observations?)(\/|$)/i.test(other));
}

/**
 * What is wrong with all numbers of an array together; null when nothing is. Flags and rewards may be zero throughout; an
 * observation or an action that is tells nothing, and is what a file gives that was never written.
 */
export function verdictOn(
  columns: readonly Floats[],
  { group, code, width }: { readonly group: ColumnGroup; readonly code: NumberCode | null; readonly width: number },
): { readonly keep: boolean; readonly why: string } | null {
  let [finite, zero] = [0, 0];
  for (const values of columns) {
    for (let i = 0; i < values.length; i++) {
      if (Number.isFinite(values[i])) finite++;
      if (values[i] === 0) zero++;
    }
  }
  if (finite === 0) return { keep: false, why: 'none of its numbers is finite' };
  if (zero < finite) return null;
  if (width > 1 || group === 'observation' || group === 'action') {
    return { keep: false, why: 'every number of it reads as zero: it was never written, or cannot be unpacked here' };
  }
  return code?.startsWith('f') ? { keep: true, why: 'read, but every number of it is zero' } : null;
}

/** Says that an array claims more than a file of `bytes` bytes can hold, or null. */
export function whyTooLarge({ shape, code }: Hdf5Array, bytes: number, limits: Limits): string | null {
  const numbers = shape.reduce((product, length) => product * length, 1);
  if (numbers > limits.numbers) return `${shape.join(' × ')} numbers are too many to be held in memory`;
  const claimed = numbers * (code === null ? 1 : bytesOf(code));
  if (claimed <= limits.ratioFrom || claimed <= limits.ratio * bytes) return null;
  return `it claims ${shape.join(' × ')} numbers, far more than the file holds`;
}
