/** Draws the picture behind the drop zone, a small reward map of a bundled example, from coarse to fine. */
import type { LandingPicture } from '../../../app/types';
import { viridis } from '../../kit/viridis';

/** Paints blocks of `side` cells in rows `from` … `to` (in blocks), each in the colour of its middle cell. */
function paintRows({ size, score }: LandingPicture, pixels: ImageData, side: number, from: number, to: number): void {
  for (let y = from * side; y < Math.min(size, to * side); y++) {
    const middleY = Math.min(size - 1, Math.floor(y / side) * side + (side >> 1));
    for (let x = 0; x < size; x++) {
      const middleX = Math.min(size - 1, Math.floor(x / side) * side + (side >> 1));
      const colour = score[middleY * size + middleX] * 3;
      const at = (y * size + x) * 4;
      for (let c = 0; c < 3; c++) pixels.data[at + c] = viridis[colour + c];
      pixels.data[at + 3] = 255;
    }
  }
}

/**
 * Shows the picture over the whole of a canvas; with its demonstrations once it is done.
 * @param scale device pixels a CSS pixel
 */
export function present(
  context: CanvasRenderingContext2D,
  sheet: CanvasImageSource,
  cloud: readonly number[],
  scale: number,
  done: boolean,
): void {
  const { width, height } = context.canvas;
  context.imageSmoothingEnabled = done;
  context.drawImage(sheet, 0, 0, width, height);
  if (!done) return;
  for (const [colour, side] of [
    ['rgb(8 10 14 / 45%)', 3 * scale],
    ['rgb(255 255 255 / 90%)', 1.25 * scale],
  ] as const) {
    context.fillStyle = colour;
    for (let i = 0; i + 1 < cloud.length; i += 2) {
      context.fillRect(cloud[i] * width - side / 2, cloud[i + 1] * height - side / 2, side, side);
    }
  }
}

/**
 * A painter that goes from coarse to fine. Each call paints a little more and tells whether there is more to come.
 * @param levels sides of the blocks, coarse first, ending in 1
 */
export function coarseToFine(landing: LandingPicture, pixels: ImageData, levels = [32, 16, 8, 4, 2, 1]): () => boolean {
  let level = 0;
  let row = 0;
  return () => {
    const side = levels[level];
    const rows = Math.ceil(landing.size / side);
    const step = Math.max(1, Math.ceil(rows / 40));
    paintRows(landing, pixels, side, row, row + step);
    row += step;
    if (row < rows) return true;
    row = 0;
    level += 1;
    return level < levels.length;
  };
}
