/**
 * `npm run headless`: the app without a screen. Trains on files through the same workers and store as the app, writes the
 * artifact, and prints one JSON line last on stdout; everything else goes to stderr. Exit status: 0 done, 1 called wrongly
 * or a bug, 2 nothing usable, 3 flaws left.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { distFolder, ensureBuilt } from './lib/build.mjs';
import { collectFiles, readArguments, usage } from './lib/headless-arguments.mjs';
import { runInPage } from './lib/headless-page.mjs';
import { main } from './lib/main.mjs';
import { serveFolder } from './lib/serve.mjs';

/**
 * @param {string} kind
 * @param {string} message
 */
const refusal = (kind, message) => ({ error: { kind, message } });

/** @param {ReturnType<typeof readArguments>} wanted */
async function headless({ paths, out, options }) {
  const { files, missing } = collectFiles(paths);
  if (missing.length > 0) return refusal('not-found', `There is no file or folder ${missing.join(', ')}.`);
  if (files.length === 0) return refusal('empty', `There is no file in ${paths.join(', ')}.`);
  await ensureBuilt({ quiet: true });
  const browser = await ensureBrowser();
  // A copy, because a long run loads some workers late, and a build in the meantime would take their files away.
  const folder = mkdtempSync(join(tmpdir(), 'truewheel-site-'));
  cpSync(distFolder, folder, { recursive: true });
  const site = await serveFolder({ folder });
  try {
    return await runInPage({ url: site.url, browser, paths, options, out });
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} line */
function exitStatus(line) {
  if (line.error) return 2;
  return line.audit?.left > 0 ? 3 : 0;
}

await main(async () => {
  const line = await headless(readArguments(process.argv.slice(2)));
  console.log(JSON.stringify(line));
  return exitStatus(line);
}, usage);
