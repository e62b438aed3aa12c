import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkBudget, shellBudget, shellFiles } from '../../../scripts/lib/bundle-budget.mjs';
import { headerPolicy, metaPolicy } from '../../../scripts/lib/csp.mjs';
import { describeRelease, largestKept } from '../../../scripts/lib/precache.mjs';
import { Random } from '../../../src/basics/random';

const manifest = {
  'index.html': { file: 'assets/index.js', imports: ['_a.js'], css: ['assets/index.css'] },
  '_a.js': { file: 'assets/a.js', imports: ['_b.js'], css: ['assets/index.css'] },
  '_b.js': { file: 'assets/b.js', imports: ['_a.js'] },
  'src/engine.ts': { file: 'assets/engine.js' },
};

describe('the bundle budget', () => {
  test('weighs what the first paint needs: page, script, its imports and styles, each once', () => {
    expect(shellFiles(manifest, 'index.html')).toEqual([
      'index.html',
      'assets/index.js',
      'assets/index.css',
      'assets/a.js',
      'assets/b.js',
    ]);
  });

  test('refuses a shell over 120 kB gzip and names its largest file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'truewheel-budget-'));
    const random = Random.of(1, 'budget');
    const noise = Uint8Array.from({ length: shellBudget }, () => random.integer(256));
    for (const name of ['.vite', 'assets']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, '.vite/manifest.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'index.html'), '<p></p>');
    writeFileSync(join(folder, 'assets/engine.js'), noise);
    expect(checkBudget(folder)).toMatch(/of 120 kB allowed/);
    writeFileSync(join(folder, 'assets/b.js'), noise);
    expect(() => checkBudget(folder)).toThrow(/assets\/b\.js/);
    rmSync(folder, { recursive: true });
  });
});

describe('the release that the service worker keeps', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const files = [
    { path: 'index.html', bytes: bytes('page') },
    { path: 'assets/engine.wasm', bytes: new Uint8Array(largestKept) },
  ];

  test('leaves out the worker itself, pages for scripts, and example data over 2 MiB', () => {
    const others = [
      { path: 'sw.js', bytes: bytes('') },
      { path: 'headless.html', bytes: bytes('') },
      { path: '.vite/manifest.json', bytes: bytes('') },
      { path: 'examples/large.npz', bytes: new Uint8Array(largestKept + 1) },
    ];
    const release = describeRelease([...files, ...others]);
    expect(release.files).toEqual(['assets/engine.wasm', 'index.html']);
    expect(release.id).toBe(describeRelease(files).id);
  });

  test('has another id once the content or the name of a file changes, whatever their order', () => {
    const { id } = describeRelease(files);
    expect(describeRelease([files[1], files[0]]).id).toBe(id);
    expect(describeRelease([{ path: 'index.html', bytes: bytes('PAGE') }, files[1]]).id).not.toBe(id);
    expect(describeRelease([{ path: 'start.html', bytes: bytes('page') }, files[1]]).id).not.toBe(id);
  });
});

describe('the policy', () => {
  test('lets nothing be evaluated or inlined, and nothing be reached but the origin', () => {
    for (const policy of [metaPolicy, headerPolicy]) {
      expect(policy).not.toMatch(/'unsafe-eval'|'unsafe-inline'|\*|https?:/);
      expect(policy).toContain("connect-src 'self'");
    }
  });
});
