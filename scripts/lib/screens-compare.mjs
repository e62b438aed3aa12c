/** Compares two PNGs pixel by pixel, decoded by a blank page of the browser, so that no decoder need be installed. */

/**
 * Runs in the page. Pixels that differ are red in the difference picture, the others are pale.
 * @param {string[]} sources Data URLs of the old and of the new picture.
 */
async function compareInPage(sources) {
  const pictures = await Promise.all(
    sources.map(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error('The page has no canvas.');
      context.drawImage(image, 0, 0);
      return { canvas, context, pixels: context.getImageData(0, 0, canvas.width, canvas.height) };
    }),
  );
  const [before, { canvas, context, pixels }] = pictures;
  if (before.canvas.width !== canvas.width || before.canvas.height !== canvas.height) {
    return { differing: canvas.width * canvas.height, difference: sources[1] };
  }
  const was = new Uint32Array(before.pixels.data.buffer);
  const is = new Uint32Array(pixels.data.buffer);
  let differing = 0;
  for (let i = 0; i < is.length; i++) {
    if (was[i] !== is[i]) {
      differing += 1;
      is[i] = 0xff0000ff;
    } else {
      const at = 4 * i;
      for (let channel = at; channel < at + 3; channel++) pixels.data[channel] = 204 + pixels.data[channel] / 5;
    }
  }
  context.putImageData(pixels, 0, 0);
  return { differing, difference: canvas.toDataURL('image/png') };
}

/** @param {Buffer} png */
const dataUrl = (png) => `data:image/png;base64,${png.toString('base64')}`;

/**
 * @param {import('playwright').Page} page Blank.
 * @param {Buffer} before PNG.
 * @param {Buffer} now PNG.
 * @returns {Promise<{differing: number, difference: Buffer}>} Pixels that differ (all of them when the sizes do), and a
 *   PNG that shows where.
 */
export async function comparePictures(page, before, now) {
  const { differing, difference } = await page.evaluate(compareInPage, [dataUrl(before), dataUrl(now)]);
  return { differing, difference: Buffer.from(difference.slice(difference.indexOf(',') + 1), 'base64') };
}
