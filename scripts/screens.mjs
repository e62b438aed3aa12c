/**
 * `npm run screens`: holds twelve named screens to their pictures in tests/golden/screens, pixel by pixel, so that a change
 * that must not be seen is not. Says of each whether it is equal; of one that is not, the new picture and one of the
 * difference lie in .cache/screens. `--write` makes the screens as they are the golden ones. No part of `npm test`:
 * fonts and the software GPU differ between machines, so write the pictures on your own, before the change.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromeFlags, ensureBrowser, softwareGpuFlags } from './lib/browser.mjs';
import { distFolder, ensureBuilt } from './lib/build.mjs';
import { main, UsageError } from './lib/main.mjs';
import { root } from './lib/run.mjs';
import { comparePictures } from './lib/screens-compare.mjs';
import { picture, screenNames, walk } from './lib/screens-journey.mjs';
import { serveFolder } from './lib/serve.mjs';

const goldenFolder = join(root, 'tests/golden/screens');
const foundFolder = join(root, '.cache/screens');

/** Colours as they are, glyphs without the screen's own smoothing, and no tile painted over what was there before. */
const pictureFlags = [
  '--force-color-profile=srgb',
  '--disable-lcd-text',
  '--hide-scrollbars',
  '--disable-partial-raster',
];

/**
 * @param {import('playwright').Browser} browser
 * @param {string} url
 * @param {(name: string, png: Buffer) => Promise<void>} use
 */
async function photograph(browser, url, use) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(url);
  await walk(page, async (name) => use(name, await picture(page)));
  await context.close();
}

/**
 * @param {import('playwright').Page} blank
 * @param {string} name
 * @param {Buffer} png
 * @returns {Promise<boolean>} True when the picture is as it was.
 */
async function holds(blank, name, png) {
  const golden = join(goldenFolder, `${name}.png`);
  if (!existsSync(golden)) {
    console.log(`${name}: there is no golden picture; write it with npm run screens -- --write`);
    return false;
  }
  const { differing, difference } = await comparePictures(blank, readFileSync(golden), png);
  if (differing === 0) {
    console.log(`${name}: equal`);
    return true;
  }
  writeFileSync(join(foundFolder, `${name}.png`), png);
  writeFileSync(join(foundFolder, `${name}-difference.png`), difference);
  console.log(`${name}: ${differing} pixels differ, see .cache/screens/${name}-difference.png`);
  return false;
}

/**
 * @param {string} name
 * @param {Buffer} png
 */
function write(name, png) {
  writeFileSync(join(goldenFolder, `${name}.png`), png);
  console.log(`${name}: written, ${Math.round(png.byteLength / 1000)} kB`);
}

/**
 * @param {boolean} writes
 * @returns {Promise<number>} Exit status.
 */
async function screens(writes) {
  await ensureBuilt({ quiet: true });
  const { chromium } = await import('playwright');
  const site = await serveFolder({ folder: distFolder });
  const args = [...chromeFlags, ...softwareGpuFlags, ...pictureFlags];
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), headless: true, args });
  const folder = writes ? goldenFolder : foundFolder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const blank = await browser.newPage();
  let equal = 0;
  try {
    await photograph(browser, site.url, async (name, png) => {
      if (writes) write(name, png);
      else if (await holds(blank, name, png)) equal += 1;
    });
  } finally {
    await browser.close();
    await site.close();
  }
  if (writes) return 0;
  console.log(`${equal} of ${screenNames.length} screens are equal.`);
  return equal === screenNames.length ? 0 : 1;
}

const words = process.argv.slice(2);
await main(async () => {
  if (words.some((word) => word !== '--write')) throw new UsageError(`What is “${words.join(' ')}”?`);
  return screens(words.includes('--write'));
}, 'Usage: npm run screens -- [--write]');
