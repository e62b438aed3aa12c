/**
 * Half an hour of training in a real browser: memory, how soon the page answers, and ten lost devices. The GPU process is
 * crashed from outside, as a driver's fault would, and the run has to go on from its last checkpoint.
 */
import { cpus } from 'node:os';
import { chromeFlags, ensureBrowser, softwareGpuFlags } from '../lib/browser.mjs';
import { canMeasure, residentMegabytes } from '../lib/process-memory.mjs';
import { root } from '../lib/run.mjs';

/** @typedef {import('../../tests/soak/endurance').Standing} Standing */
/** @typedef {{second: number, megabytes: number, answer: number, standing: Standing}} Sample */

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const crashes = 10;
const sampleSeconds = 5;
/** Growth of the page's memory over the second half that counts as none. */
const allowedGrowth = 0.1;
/** Milliseconds within which the page has to answer. */
const allowedAnswer = 1000;
/** Chromium gives up on a site, and on the GPU, after a few crashes; here they are meant. */
const crashFlags = ['--disable-domain-blocking-for-3d-apis', '--disable-gpu-process-crash-limit'];

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @param {(url: string) => Promise<void>} work */
async function withSite(work) {
  const { createServer } = await import('vite');
  const server = await createServer({ root, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
  try {
    await server.listen();
    await work(server.resolvedUrls?.local[0] ?? '');
  } finally {
    await server.close();
  }
}

/**
 * @param {import('playwright').Browser} browser
 * @param {import('playwright').Page} page
 * @param {number} started
 * @returns {Promise<Sample>}
 */
async function sampleOf(browser, page, started) {
  const asked = performance.now();
  const standing = /** @type {Standing} */ (await page.evaluate(() => /** @type {any} */ (window).standing()));
  const answer = performance.now() - asked;
  const megabytes = canMeasure ? await residentMegabytes(browser) : NaN;
  return { second: (performance.now() - started) / 1000, megabytes, answer, standing };
}

/**
 * @param {import('playwright').Browser} browser
 * @param {import('playwright').Page} page
 */
async function watch(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const started = performance.now();
  /** @type {Sample[]} */
  const samples = [];
  /** @type {{second: number, epochs: number}[]} */
  const lost = [];
  const every = (minutes * 60) / (crashes + 1);
  while (performance.now() - started < minutes * 60_000) {
    await sleep(sampleSeconds * 1000);
    const sample = await sampleOf(browser, page, started);
    samples.push(sample);
    if (lost.length < crashes && sample.second > every * (lost.length + 1)) {
      lost.push({ second: sample.second, epochs: sample.standing.epochs });
      await session.send('Browser.crashGpuProcess').catch(() => undefined);
      console.error(`device ${lost.length} of ${crashes} lost at epoch ${sample.standing.epochs}`);
    }
  }
  return { samples, lost };
}

/**
 * @param {readonly Sample[]} samples
 * @param {readonly {second: number, epochs: number}[]} lost
 */
function judge(samples, lost) {
  const end = samples[samples.length - 1];
  const quarter = (/** @type {number} */ from, /** @type {number} */ to) =>
    median(
      samples.filter(({ second }) => second >= from * end.second && second <= to * end.second).map((s) => s.megabytes),
    );
  const [middle, last] = [quarter(0.4, 0.6), quarter(0.8, 1)];
  const recovered = lost.filter(({ second, epochs }) => {
    const after = samples.filter((sample) => sample.second > second + sampleSeconds);
    return after.some(({ standing }) => standing.phase === 'training' && standing.epochs > epochs);
  }).length;
  const answers = samples.map(({ answer }) => answer);
  const facts = { middle, last, recovered, answer: Math.max(...answers), usual: median(answers) };
  const failed =
    recovered < lost.length ||
    lost.length < crashes ||
    facts.answer > allowedAnswer ||
    last > middle * (1 + allowedGrowth);
  return { facts, failed, end };
}

export const endurance = {
  title: 'Half an hour of training, ten devices lost',
  async run() {
    const { chromium } = await import('playwright');
    const args = [...chromeFlags, ...softwareGpuFlags, ...crashFlags];
    const browser = await chromium.launch({ executablePath: await ensureBrowser(), args });
    let text = '';
    let failed = true;
    try {
      await withSite(async (url) => {
        const page = await browser.newPage();
        page.setDefaultTimeout(0);
        await page.goto(new URL('tests/soak/endurance.html', url).href);
        await page.waitForFunction(() => 'begin' in window);
        await page.evaluate(() => /** @type {any} */ (window).begin('/examples/point-maze.csv', 'webgpu'));
        const { samples, lost } = await watch(browser, page);
        const judged = judge(samples, lost);
        const { facts, end } = judged;
        failed = judged.failed;
        text = [
          `The point maze, default settings, our WebGPU kernels on a software adapter, through the app's own workers and storage, ${cpus().length} cores.\n`,
          '| what | figure |',
          '|---|--:|',
          `| minutes | ${(end.second / 60).toFixed(1)} |`,
          `| epochs trained | ${end.standing.epochs} |`,
          `| devices lost, and training seen to go on afterwards | ${lost.length}, ${facts.recovered} |`,
          `| of these, runs that gave up and were resumed | ${end.standing.resumed} |`,
          `| memory of the page's process, median of the middle fifth and of the last | ${facts.middle.toFixed(0)} MB, ${facts.last.toFixed(0)} MB |`,
          `| answer of the page, median and longest | ${facts.usual.toFixed(0)} ms, ${facts.answer.toFixed(0)} ms |`,
          '',
        ].join('\n');
      });
    } finally {
      await browser.close();
    }
    return { text, failed };
  },
};
