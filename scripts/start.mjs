/** `npm start`: installs and builds what is missing or old, serves the site on loopback and opens it. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { distFolder, ensureBuilt } from './lib/build.mjs';
import { main, UsageError } from './lib/main.mjs';
import { serveFolder } from './lib/serve.mjs';

const usage = 'Usage: npm start -- [--port N] [--no-open]';
const usualPort = 4173;

/** @returns {{port: number | null, open: boolean}} */
function readArguments() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } } });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
      throw new Error(`“${values.port}” is no port.`);
    }
    return { port, open: !values['no-open'] && !process.env.CI };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {number | null} port Null: the usual one, or any other when it is taken. */
async function serve(port) {
  try {
    return await serveFolder({ folder: distFolder, port: port ?? usualPort });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    if (port !== null) throw new Error(`Port ${port} is in use. Choose another with --port.`, { cause: error });
    console.error(
      `Port ${usualPort} is in use, so another is taken. What is stored in the browser belongs to the address: ` +
        'work stored under the usual one is not shown here.',
    );
    return serveFolder({ folder: distFolder });
  }
}

/** @param {string} url */
function openInBrowser(url) {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  // The address is printed above; without a desktop there is nothing to open.
  spawn(program, args, { stdio: 'ignore', detached: true })
    .once('error', () => undefined)
    .unref();
}

await main(async () => {
  const { port, open } = readArguments();
  await ensureBuilt();
  const site = await serve(port);
  console.log(`Truewheel is at ${site.url}`);
  console.log('Nothing leaves this machine. Press Ctrl+C to stop.');
  if (open) openInBrowser(site.url);
  await new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  await site.close();
}, usage);
