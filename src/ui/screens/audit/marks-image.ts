/** Norms and the audit gap as patterns over the map: told apart without colour. */

const dark = [16, 17, 20, 190] as const;
const light = [255, 255, 255, 150] as const;

function paint(pixels: Uint8ClampedArray, at: number, [r, g, b, a]: readonly [number, number, number, number]): void {
  pixels[4 * at] = r;
  pixels[4 * at + 1] = g;
  pixels[4 * at + 2] = b;
  pixels[4 * at + 3] = a;
}

/** Stripes where a norm is violated (1), dots where it cannot be told (2). @param scale pixels a mark */
export function normImage(marks: Uint8Array, size: number, scale: number): ImageData {
  const wide = size * scale;
  const image = new ImageData(wide, wide);
  for (let y = 0; y < wide; y++) {
    for (let x = 0; x < wide; x++) {
      const mark = marks[Math.floor(y / scale) * size + Math.floor(x / scale)];
      if (mark === 1) {
        const stripe = (x + y) % 8;
        if (stripe < 2) paint(image.data, y * wide + x, dark);
        else if (stripe < 3) paint(image.data, y * wide + x, light);
      } else if (mark === 2 && x % 6 < 2 && y % 6 < 2) paint(image.data, y * wide + x, dark);
    }
  }
  return image;
}

/** Darker where less was looked at; crossed outside the tube, where the gap does not speak. */
export function gapImage(gaps: Float32Array, size: number, scale: number): ImageData {
  const wide = size * scale;
  const image = new ImageData(wide, wide);
  for (let y = 0; y < wide; y++) {
    for (let x = 0; x < wide; x++) {
      const gap = gaps[Math.floor(y / scale) * size + Math.floor(x / scale)];
      if (Number.isNaN(gap)) {
        if ((x + y) % 8 < 1 || (x - y + 8 * wide) % 8 < 1) paint(image.data, y * wide + x, [16, 17, 20, 90]);
      } else paint(image.data, y * wide + x, [16, 17, 20, Math.round(230 * Math.min(1, gap))]);
    }
  }
  return image;
}
