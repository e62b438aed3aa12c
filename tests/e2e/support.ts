/**
 * What every journey stands on: the built site served on loopback, a real browser, a fresh profile for each visit. Records
 * every request that a visit makes, workers and service worker included, and every complaint of the browser;
 * `visit.close()` fails when a request left the origin or a complaint was made.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright';
import { chromeFlags, ensureBrowser, softwareGpuFlags } from '../../scripts/lib/browser.mjs';
import { distFolder, ensureBuilt } from '../../scripts/lib/build.mjs';
import { root } from '../../scripts/lib/run.mjs';
import { type SiteServer, serveFolder } from '../../scripts/lib/serve.mjs';

export interface House {
  readonly site: SiteServer;
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * Builds the site if it is old, serves it and starts a browser. Call it in `beforeAll`, `close()` in `afterAll`.
 * @param base Path under which the site lives.
 * @param softwareGpu Gives the browser WebGPU by the software adapter.
 */
export async function openHouse({ base = '/', softwareGpu = false } = {}): Promise<House> {
  await ensureBuilt({ quiet: true });
  const site = await serveFolder({ folder: distFolder, base });
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    headless: true,
    args: [...chromeFlags, ...(softwareGpu ? softwareGpuFlags : [])],
  });
  const close = async () => {
    await browser.close();
    await site.close();
  };
  return { site, browser, close };
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses of all requests so far, in order. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, uncaught exceptions and policy violations so far. */
  readonly complaints: readonly string[];
  /** Requests that left the origin; data: and blob: stay in the browser. */
  strays(): string[];
  /** Resolves when the service worker has stored the site and answers for the page. */
  kept(): Promise<void>;
  /** Ends the visit; throws when there are strays or complaints. */
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Part of the address after the base, for example `#train`. */
  readonly path?: string;
  /** Complaints that this journey causes on purpose. */
  readonly expected?: readonly RegExp[];
}

/** Chromium without a GPU reads what WebGL drew back by itself, and remarks in the console that this is slow. */
const driverRemark = /^\[\.WebGL-\w+\]GL Driver Message \(OpenGL, Performance, /;

function watchComplaints(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    const kind = message.type();
    const complains = kind === 'error' || (kind === 'warning' && !driverRemark.test(message.text()));
    if (complains) complaints.push(`${kind}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
}

/** Opens the site in a fresh profile (nothing stored, no service worker) and waits until it is painted. */
export async function openVisit(house: House, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, height = 900, colorScheme = 'light', path = '', expected = [] } = options;
  const context = await house.browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true });
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  watchComplaints(context, complaints);
  const page = await context.newPage();
  await page.goto(house.site.url + path);
  await page.waitForSelector('#app > *');
  const origin = new URL(house.site.url).origin;
  const strays = () => requests.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== origin);
  const unexpected = () => complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
  return {
    page,
    context,
    requests,
    complaints,
    strays,
    async kept() {
      await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    },
    async close() {
      await context.close();
      if (strays().length > 0) throw new Error(`Requests left the origin: ${strays().join(', ')}`);
      if (unexpected().length > 0) throw new Error(`The browser complained:\n${unexpected().join('\n')}`);
    },
  };
}

const screenshotFolder = process.env.SCREENSHOTS ?? join(root, '.cache/screenshots');

/** Saves NAME-{light,dark}-{1280,390}.png of what the visit shows; the window is put back afterwards. */
export async function screenshots({ page }: Visit, name: string): Promise<string[]> {
  mkdirSync(screenshotFolder, { recursive: true });
  const before = page.viewportSize();
  const paths: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1280, 900],
      [390, 844],
    ]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      const path = join(screenshotFolder, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path });
      paths.push(path);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
  return paths;
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds serious or critical on the page as it stands, one line a finding; empty is what to expect. The
 * script runs from the debugger, so the site's policy stays in force.
 */
export async function accessibilityFindings({ page }: Visit): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: AxeViolation[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map((node) => `${id} (${impact}): ${help} at ${node.target.join(' ')}. ${node.failureSummary ?? ''}`),
    );
}
