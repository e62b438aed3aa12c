/** Turns a field into pixels: colour is the reward, transparency the uncertainty. */
import type { Field } from '../../app/types';
import { viridis } from '../kit/viridis';

/** Full colour up to here (as far as 99 % of unseen expert frames) … */
export const clearUntil = 1;
/** … and nearly none from here on. */
export const fadedFrom = 3;
const faintest = 0.1;

/** Opacity of the colour at uncertainty u; what is not a number is not shown. */
export function opacity(u: number): number {
  if (Number.isNaN(u)) return 0;
  const share = Math.min(1, Math.max(0, (u - clearUntil) / (fadedFrom - clearUntil)));
  return 1 - share * (1 - faintest);
}

/** [size²] RGBA of the field, row 0 at the top. */
export function fieldImage(field: Field, fade: boolean): ImageData {
  const { size, score, distanceRatio } = field;
  const image = new ImageData(size, size);
  const pixels = image.data;
  for (let i = 0; i < size * size; i++) {
    const s = score[i];
    const colour = 3 * Math.round(255 * Math.min(1, Math.max(0, s)));
    pixels[4 * i] = viridis[colour];
    pixels[4 * i + 1] = viridis[colour + 1];
    pixels[4 * i + 2] = viridis[colour + 2];
    pixels[4 * i + 3] = Number.isNaN(s) ? 0 : 255 * (fade ? opacity(distanceRatio[i]) : 1);
  }
  return image;
}
