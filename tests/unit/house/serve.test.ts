import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headerPolicy } from '../../../scripts/lib/csp.mjs';
import { type SiteServer, serveFolder } from '../../../scripts/lib/serve.mjs';

let folder: string;
let site: SiteServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'truewheel-serve-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site/index.html'), '<p>home</p>');
  writeFileSync(join(folder, 'site/assets/engine-1a2b.wasm'), 'wasm');
  writeFileSync(join(folder, 'site-secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'site/link.txt'));
  site = await serveFolder({ folder: join(folder, 'site'), base: '/base/' });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

/** Sends a path as it is; `fetch` would tidy it up first. */
function get(path: string, method = 'GET'): Promise<{ status: number; body: string; headers: NodeJS.Dict<unknown> }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: site.port, path, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the server of the built site', () => {
  test('gives a folder as its index page, with type and policy', async () => {
    const { status, body, headers } = await get('/base/?query#hash');
    expect({ status, body }).toEqual({ status: 200, body: '<p>home</p>' });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toBe(headerPolicy);
  });

  test('gives WebAssembly its type, and lets hashed files be cached for ever', async () => {
    const { headers } = await get('/base/assets/engine-1a2b.wasm');
    expect(headers['content-type']).toBe('application/wasm');
    expect(headers['cache-control']).toMatch(/immutable/);
  });

  test.each([
    '/base/../secret.txt',
    '/base/%2e%2e/secret.txt',
    '/base/..%2fsecret.txt',
    '/base/..%5csecret.txt',
    '/base/assets/../../secret.txt',
    '/base/../site-secret.txt',
    '/base/link.txt',
    '/base/index.html%00.txt',
    '/base/%zz',
    '/secret.txt',
    '/',
    '/base/assets/',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  test('reads and nothing else', async () => {
    expect((await get('/base/', 'POST')).status).toBe(405);
    expect((await get('/base/', 'DELETE')).status).toBe(405);
    const head = await get('/base/', 'HEAD');
    expect({ status: head.status, body: head.body }).toEqual({ status: 200, body: '' });
  });

  test('says that its port is taken instead of taking another', async () => {
    await expect(serveFolder({ folder: join(folder, 'site'), port: site.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
