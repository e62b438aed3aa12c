/**
 * Finds a Chromium or Chrome for tests and headless runs, or gets one: CHROME_PATH, the machine's own, Playwright's,
 * apt-get as root on Debian, a download by Playwright, and else a sentence that says what to do.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installPackages } from './debian.mjs';
import { ensureInstalled } from './install.mjs';
import { run } from './run.mjs';

/** Flags of every browser that we start: quiet, and silent on the network. */
export const chromeFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Adds WebGPU by the software adapter: right, and slow. */
export const softwareGpuFlags = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** Usual places by platform. */
function usualPlaces() {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) => `${app}.app/Contents/MacOS/${app}`);
    return ['/Applications', join(homedir(), 'Applications')].flatMap((place) => apps.map((app) => join(place, app)));
  }
  if (process.platform === 'win32') {
    const places = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LocalAppData];
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    apps.push('Microsoft\\Edge\\Application\\msedge.exe');
    return places.flatMap((place) => (place ? apps.map((app) => join(place, app)) : []));
  }
  return ['/opt/google/chrome/chrome', '/snap/bin/chromium', '/usr/lib/chromium/chromium'];
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * A browser that is on the machine already.
 * @returns {string | null} Absolute path.
 * @throws {Error} when CHROME_PATH names no program.
 */
export function findBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`CHROME_PATH names “${chosen}”, which is no program. Mend it, or unset it to let one be found.`);
  }
  const ending = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name + ending)));
  return [...onPath, ...usualPlaces()].find(isProgram) ?? null;
}

/** Where Playwright keeps its own Chromium, if it is there. */
async function playwrightsBrowser() {
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return isProgram(path) ? path : null;
}

/**
 * @returns {Promise<string>} Absolute path of a browser.
 * @throws {Error} with a sentence that says what to do when there is none and none can be got.
 */
export async function ensureBrowser() {
  const present = findBrowser();
  if (present !== null) return present;
  await ensureInstalled({ quiet: true });
  const kept = await playwrightsBrowser();
  if (kept !== null) return kept;
  if (await installPackages(['chromium'])) {
    const installed = findBrowser();
    if (installed !== null) return installed;
  }
  if ((await run('npx', ['playwright', 'install', 'chromium'], { quiet: true })) === 0) {
    const downloaded = await playwrightsBrowser();
    if (downloaded !== null) return downloaded;
  }
  throw new Error(
    'No Chromium or Chrome was found and none could be installed. Install one (on Debian: apt-get install chromium), ' +
      'or set CHROME_PATH to its program, and run this again.',
  );
}
