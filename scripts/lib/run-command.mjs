/**
 * Runs one command without a screen: reads its arguments, serves the built site, drives its page in a headless browser, and
 * prints one JSON line last on stdout; everything else goes to stderr. Exit statuses: `exits` of src/headless/collect.mjs.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitOf } from '../../src/headless/collect.mjs';
import { commands } from '../../src/headless/commands.mjs';
import { ensureBrowser } from './browser.mjs';
import { distFolder, ensureBuilt } from './build.mjs';
import { collectFiles, readArguments } from './headless-arguments.mjs';
import { runInPage } from './headless-page.mjs';
import { usage } from './headless-usage.mjs';
import { main } from './main.mjs';
import { serveFolder } from './serve.mjs';

/** @typedef {import('../../src/headless/command').Command} Command */
/** @typedef {import('../../src/headless/command').Line} Line */

/**
 * @param {string} kind
 * @param {string} message
 * @returns {Line}
 */
const refusal = (kind, message) => ({ error: { kind, message } });

/**
 * @param {Command} command
 * @param {import('./headless-arguments.mjs').Asked} asked
 * @returns {Promise<Line>}
 */
async function lineOf(command, asked) {
  const { files, missing } = collectFiles(asked.paths);
  if (missing.length > 0) return refusal('not-found', `There is no file or folder ${missing.join(', ')}.`);
  if (files.length === 0) return refusal('empty', `There is no file in ${asked.paths.join(', ')}.`);
  await ensureBuilt({ quiet: true });
  const browser = await ensureBrowser();
  // A copy, because a long run loads some workers late, and a build in the meantime would take their files away.
  const folder = mkdtempSync(join(tmpdir(), 'truewheel-site-'));
  cpSync(distFolder, folder, { recursive: true });
  const site = await serveFolder({ folder });
  try {
    return await runInPage({ url: site.url, browser, command, asked });
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name What follows `npm run`.
 * @param {readonly string[]} args
 */
export async function runCommand(name, args) {
  const { command, rest } = commands.called(name, args);
  await main(async () => {
    const asked = readArguments(command, rest);
    const line = await lineOf(command, asked);
    console.log(JSON.stringify(line));
    return exitOf(command, line, asked.options);
  }, usage(command));
}
