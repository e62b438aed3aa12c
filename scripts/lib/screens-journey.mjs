/**
 * The journey through twelve named screens, by the bundled examples alone. Promises that each picture is taken at rest:
 * maps are drawn, nothing computes, motion is off, and what differs from run to run (times, durations, hashes) is written
 * over with a text of the same kind or hidden. Trains once, for seconds, on the small clinical messages, because a dial
 * needs held-out demonstrations.
 */
import { join } from 'node:path';
import { root } from './run.mjs';

/** @typedef {import('playwright').Page} Page */
/** @typedef {(name: string) => Promise<void>} Take Takes the picture of the screen that the page shows. */

/** Names of the pictures, in the order of the journey. */
export const screenNames = [
  'landing',
  'import-review',
  'train-setup',
  'inspect-map',
  'inspect-point',
  'inspect-patches',
  'inspect-episodes',
  'data-library',
  'download',
  'audit-run',
  'audit-norms',
  'audit-gate',
];

/** What no two runs share, and what stands for it in the picture. */
const varying = [
  [String.raw`\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d`, '1 Jan 2026, 00:00'],
  [String.raw`(\d+ (h|min|s) ?)+ spent`, '1 s spent'],
  [String.raw`(\d+ (h|min|s) ?)+\.(?=\s*$)`, '1 s.'],
  [String.raw`\b[0-9a-f]{64}\b`, '0'.repeat(64)],
  [String.raw`^\d+ kB$`, '600 kB'],
];

/** What cannot be written over: which device is the fastest and by how much, and a caret that blinks. */
const sheet = `[title="What computes"], [aria-labelledby=device-title] tbody { display: none }
  * { caret-color: transparent !important }`;

/** @param {Page} page */
async function writeOver(page) {
  await page.evaluate((rules) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = /** @type {Text} */ (walker.currentNode);
      const calm = rules.reduce((now, [from, to]) => now.replace(new RegExp(from, 'g'), to), text.data);
      if (calm !== text.data) text.data = calm;
    }
  }, varying);
}

/**
 * The site's policy forbids a style element that is put in, but not a style sheet of the document's own.
 * @param {Page} page
 */
async function hideVarying(page) {
  await page.evaluate((text) => {
    const own = new CSSStyleSheet();
    own.replaceSync(text);
    document.adoptedStyleSheets.push(own);
  }, sheet);
}

/**
 * Resolves when nothing computes, maps are as fine as they get (512 pixels, 192 in an audit), and the page has not changed for a few frames.
 * @param {Page} page
 */
async function rest(page) {
  await page.mouse.move(640, 2);
  await page.waitForFunction(() => {
    const fields = [...document.querySelectorAll('canvas[data-detail]')];
    const busy = document.querySelector('[aria-busy=true], progress');
    return busy === null && fields.every((canvas) => /^(512|192)$/.test(canvas.getAttribute('data-detail') ?? ''));
  });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        let frames = 0;
        const watch = new MutationObserver(() => (frames = 0));
        watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        const step = () => {
          frames += 1;
          if (frames < 40) requestAnimationFrame(step);
          else resolve(watch.disconnect());
        };
        step();
      }),
  );
}

/**
 * @param {Page} page At rest or not.
 * @returns {Promise<Buffer>} PNG of the window.
 */
export async function picture(page) {
  await rest(page);
  await writeOver(page);
  return page.screenshot({ animations: 'disabled' });
}

/**
 * Scrolls so that the heading stands at the top of what scrolls around it, as far as that goes.
 * @param {Page} page
 * @param {string} name
 */
async function showHeading(page, name) {
  await page.getByRole('heading', { name, exact: true }).evaluate((heading) => {
    const around = heading.closest('.scroll') ?? heading.closest('main');
    around?.scrollBy(0, heading.getBoundingClientRect().top - around.getBoundingClientRect().top - 24);
  });
}

/**
 * @param {Page} page
 * @param {number} across Share of the map's width.
 * @param {number} down Share of its height.
 */
async function clickMap(page, across, down) {
  const box = await page.getByRole('button', { name: /^Reward map of/ }).boundingBox();
  if (!box) throw new Error('The map has no place on the screen.');
  await page.mouse.click(box.x + across * box.width, box.y + down * box.height);
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function goTo(page, name) {
  await page.getByRole('link', { name, exact: true }).click();
}

/**
 * The point maze and the clinical messages come in.
 * @param {Page} page
 * @param {Take} take
 */
async function data(page, take) {
  await page.getByRole('button', { name: 'Open this reward' }).waitFor();
  await page.getByText('Works offline', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Point maze' }).waitFor();
  await take('landing');
  await page.getByRole('button', { name: 'Point maze' }).click();
  await page.getByRole('button', { name: 'Add data set' }).waitFor();
  await showHeading(page, 'What each column is');
  await take('import-review');
  await page.getByRole('button', { name: 'Add data set' }).click();
  await page.getByRole('button', { name: 'Train reward' }).waitFor();
  await page.getByText('Advanced').click();
  await page.getByRole('columnheader', { name: 'Samples/s' }).waitFor();
  await take('train-setup');
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Clinical messages' }).click();
  await page.getByRole('button', { name: 'Add data set' }).click();
  await page.getByRole('button', { name: 'Train reward' }).waitFor();
}

/**
 * The reward of the maze: as a map, explained at a point, patched, by episodes.
 * @param {Page} page
 * @param {Take} take
 */
async function inspect(page, take) {
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Open this reward' }).click();
  await page.getByRole('button', { name: /^Reward map of/ }).waitFor();
  await take('inspect-map');
  await clickMap(page, 0.6, 0.3);
  await page.getByRole('heading', { name: 'Nearest demonstrations' }).waitFor();
  await take('inspect-point');
  await page.getByRole('button', { name: 'Suppress', exact: true }).click();
  await clickMap(page, 0.35, 0.65);
  await page.getByRole('tab', { name: 'Patches (1)' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await take('inspect-patches');
  await goTo(page, 'Episodes');
  await page.setInputFiles('input[aria-label="Rollout files"]', join(root, 'static/examples/point-maze.csv'));
  await page.getByRole('button', { name: 'Add and score' }).click();
  await page.getByRole('region', { name: 'Ranking' }).waitFor();
  await take('inspect-episodes');
}

/**
 * What is kept, and the file to take home.
 * @param {Page} page
 * @param {Take} take
 */
async function keep(page, take) {
  await goTo(page, 'Data');
  await showHeading(page, 'Rewards');
  await take('data-library');
  await goTo(page, 'Download');
  await page.getByRole('button', { name: 'Download reward' }).click();
  await page.getByRole('heading', { name: 'Downloaded' }).waitFor();
  await take('download');
}

/**
 * The tube in space, and one turn of the flywheel.
 * @param {Page} page
 * @param {Take} take
 */
async function audit(page, take) {
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'A tube in space' }).click();
  await page.getByRole('button', { name: /^Reward map of/ }).waitFor();
  await goTo(page, 'Audit');
  await goTo(page, 'Flywheel');
  await page.getByLabel('Queries a turn').fill('4000');
  await page.getByRole('button', { name: 'One turn' }).click();
  await page.getByRole('heading', { name: 'Turn 1', exact: true }).waitFor();
  await page.getByRole('button', { name: 'One turn' }).waitFor();
  await take('audit-run');
}

/**
 * The clinical messages: a short training, on the one device that every machine has, then their norms and the dial.
 * @param {Page} page
 * @param {Take} take
 */
async function gate(page, take) {
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Train on clinical-messages' }).click();
  await page.getByLabel('Members').fill('2');
  await page.getByLabel('Epochs').fill('3');
  await page.getByLabel('Train on').selectOption({ label: 'WebAssembly' });
  await page.getByRole('button', { name: 'Train reward' }).click();
  await page.getByRole('button', { name: 'Inspect reward' }).waitFor();
  await goTo(page, 'Audit');
  await page.getByRole('button', { name: 'Take the example’s norms' }).click();
  await page.getByRole('list', { name: 'Norms' }).waitFor();
  await page.getByRole('button', { name: 'Keep these norms' }).click();
  await page.getByText(/norms, kept\.$/).waitFor();
  await showHeading(page, 'What must hold');
  await take('audit-norms');
  await goTo(page, 'Gate');
  await page.getByRole('table', { name: 'What each setting of the dial would do' }).waitFor();
  await showHeading(page, 'What the gate does');
  await take('audit-gate');
}

/**
 * Walks through all screens, in the order of `screenNames`.
 * @param {Page} page Fresh profile, with the landing page open.
 * @param {Take} take
 */
export async function walk(page, take) {
  page.setDefaultTimeout(60_000);
  await hideVarying(page);
  await data(page, take);
  await inspect(page, take);
  await keep(page, take);
  await audit(page, take);
  await gate(page, take);
}
