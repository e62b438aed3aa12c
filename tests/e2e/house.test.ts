import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headerPolicy, metaPolicy } from '../../scripts/lib/csp.mjs';
import { root } from '../../scripts/lib/run.mjs';
import { accessibilityFindings, type House, openHouse, openVisit } from './support';

describe('the built site, served under a path of its own', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ base: '/some/deep/path/' });
  });
  afterAll(() => house.close());

  test('paints its first screen without a complaint of the browser and without leaving the origin', async () => {
    const visit = await openVisit(house);
    await visit.kept();
    expect(visit.strays()).toEqual([]);
    await visit.close();
  });

  test('the service worker is among the recorded requests, so its strays would be seen', async () => {
    const visit = await openVisit(house);
    await visit.kept();
    // Nothing but the service worker asks for the licences.
    expect(visit.requests.some((url) => url.endsWith('/licenses.txt'))).toBe(true);
    await visit.close();
  });

  test('has nothing serious for axe-core on its first screen, light or dark, and axe-core would see it', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const visit = await openVisit(house, { colorScheme });
      expect(await accessibilityFindings(visit)).toEqual([]);
      await visit.page.evaluate(() => document.body.append(document.createElement('button')));
      expect((await accessibilityFindings(visit)).join()).toMatch(/button-name/);
      await visit.close();
    }
  });

  test('works without a network after the first visit', async () => {
    const visit = await openVisit(house);
    await visit.kept();
    await visit.context.setOffline(true);
    await visit.page.reload();
    await visit.page.waitForSelector('#app > *');
    await visit.page.goto(`${house.site.url}index.html?again#data`);
    await visit.page.waitForSelector('#app > *');
    await visit.close();
  });

  test('every answer carries the policy, from the server and from the service worker', async () => {
    const visit = await openVisit(house);
    const fromServer = await visit.page.request.get(house.site.url);
    expect(fromServer.headers()['content-security-policy']).toBe(headerPolicy);
    await visit.kept();
    const reloaded = await visit.page.reload();
    expect(reloaded?.fromServiceWorker()).toBe(true);
    expect(reloaded?.headers()['content-security-policy']).toBe(headerPolicy);
    const meta = visit.page.locator('meta[http-equiv="Content-Security-Policy"]');
    expect(await meta.getAttribute('content')).toBe(metaPolicy);
    await visit.close();
  });

  test('the policy refuses other origins and text as code, and lets WebAssembly compile', async () => {
    const visit = await openVisit(house, { expected: [/Content Security Policy/, /Failed to fetch/] });
    const outcome = visit.page.evaluate(async () => {
      const tried = (work: Promise<unknown>) => work.then(() => 'allowed').catch(() => 'refused');
      const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
      const evaluated = new Promise((resolve) => {
        Object.assign(window, { truewheelEvaluated: () => resolve('allowed') });
        document.addEventListener('securitypolicyviolation', () => resolve('refused'), { once: true });
      });
      return {
        text: await evaluated,
        wasm: await tried(WebAssembly.compile(emptyModule)),
        elsewhere: await tried(fetch('http://localhost:9/')),
      };
    });
    // The debugger itself may evaluate text, so the page's own scheduler is asked to.
    await visit.page.evaluate('void setTimeout("truewheelEvaluated()", 0)');
    expect(await outcome).toEqual({ text: 'refused', wasm: 'allowed', elsewhere: 'refused' });
    await visit.context.close();
  });
});

describe('npm start', () => {
  test('prints the address of the site that it serves, and ends when it is told to', async () => {
    const script = join(root, 'scripts/start.mjs');
    const server = spawn(process.execPath, [script, '--no-open', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [said] = (await once(server.stdout, 'data')) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said.toString())?.[0] ?? '';
    expect(await (await fetch(url)).text()).toContain('<title>Truewheel</title>');
    const ended = once(server, 'exit');
    server.kill();
    expect(await ended).toEqual([0, null]);
  });
});
