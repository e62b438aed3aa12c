/**
 * Serves a built folder on loopback, for people, tests, benchmarks and headless runs alike. Reads files and nothing
 * else: GET and HEAD, never outside the folder, always with the Content-Security-Policy.
 */
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { headerPolicy } from './csp.mjs';

/** @type {Readonly<Record<string, string>>} */
const mimeTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/x-ndjson; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.zip': 'application/zip',
};

/**
 * Finds the file that a request names.
 * @param {string} folder Real path of the served folder.
 * @param {string} requested Path of the URL below the base, still percent-encoded.
 * @returns {{path: string, size: number} | null} Null when there is no such file inside the folder.
 */
export function resolveFile(folder, requested) {
  try {
    const name = decodeURIComponent(requested);
    if (name.includes('\0') || name.includes('\\')) return null;
    let path = realpathSync(join(folder, name));
    if (statSync(path).isDirectory()) path = realpathSync(join(path, 'index.html'));
    if (!path.startsWith(folder + sep)) return null;
    return { path, size: statSync(path).size };
  } catch {
    return null;
  }
}

/**
 * @param {string} path
 * @param {number} size
 */
function headersOf(path, size) {
  const hashed = /[\\/]assets[\\/]/.test(path);
  return {
    'Content-Type': mimeTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': size,
    'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...safetyHeaders,
  };
}

const safetyHeaders = {
  'Content-Security-Policy': headerPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} text
 */
function refuse(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...safetyHeaders }).end(`${text}\n`);
}

/**
 * @param {string} folder
 * @param {string} base
 * @returns {import('node:http').RequestListener}
 */
function listener(folder, base) {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'Only GET and HEAD.');
      return;
    }
    const path = (request.url ?? '/').split(/[?#]/, 1)[0];
    const file = path.startsWith(base) ? resolveFile(folder, path.slice(base.length - 1)) : null;
    if (file === null) {
      refuse(response, 404, 'No such file.');
      return;
    }
    response.writeHead(200, headersOf(file.path, file.size));
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file.path)
        .once('error', () => response.destroy())
        .pipe(response);
  };
}

/**
 * @typedef {object} SiteServer
 * @property {string} url With the base path, ends in a slash.
 * @property {number} port
 * @property {() => Promise<void>} close
 */

/**
 * @param {object} options
 * @param {string} options.folder Folder to serve.
 * @param {number} [options.port] 0 takes any free port.
 * @param {string} [options.base] Path under which the site lives; begins and ends with a slash.
 * @returns {Promise<SiteServer>} Rejects with code EADDRINUSE when the port is taken.
 */
export function serveFolder({ folder, port = 0, base = '/' }) {
  const server = createServer(listener(realpathSync(folder), base));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        url: `http://127.0.0.1:${taken}${base}`,
        port: taken,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
