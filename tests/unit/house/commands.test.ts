import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findBrowser } from '../../../scripts/lib/browser.mjs';
import { fingerprint, isFresh, writeStamp } from '../../../scripts/lib/freshness.mjs';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { addTotals, readTotals } from '../../../scripts/lib/test-report.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'truewheel-commands-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('what was made', () => {
  test('is old once a source changes, appears or goes, and not for a new date', () => {
    const source = join(folder, 'src/a.ts');
    mkdirSync(join(folder, 'src'));
    writeFileSync(source, 'one');
    const before = fingerprint(['src', 'missing.ts'], folder);
    const stamp = join(folder, 'made/stamp');
    expect(isFresh(stamp, before)).toBe(false);
    writeStamp(stamp, before);
    utimesSync(source, 1, 1);
    expect(isFresh(stamp, fingerprint(['src', 'missing.ts'], folder))).toBe(true);
    writeFileSync(source, 'two');
    expect(isFresh(stamp, fingerprint(['src', 'missing.ts'], folder))).toBe(false);
    writeFileSync(source, 'one');
    writeFileSync(join(folder, 'src/b.ts'), '');
    expect(isFresh(stamp, fingerprint(['src', 'missing.ts'], folder))).toBe(false);
    rmSync(join(folder, 'src/b.ts'));
    expect(isFresh(stamp, fingerprint(['src', 'missing.ts'], folder))).toBe(true);
  });

  test('is made by one process at a time, and a dead owner keeps nobody waiting', async () => {
    const lock = join(folder, 'lock');
    writeFileSync(lock, '999999999');
    const order: string[] = [];
    const job = (name: string) => () => {
      order.push(`${name} begins`);
      return Promise.resolve().then(() => order.push(`${name} ends`));
    };
    await Promise.all([withLock(lock, job('a')), withLock(lock, job('b'))]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('a lock is given back when the work fails', async () => {
    const lock = join(folder, 'lock');
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(withLock(lock, () => Promise.resolve(1))).resolves.toBe(1);
  });
});

describe('npm test', () => {
  test('a CHROME_PATH that names no program is an error, not a reason to take another browser', () => {
    vi.stubEnv('CHROME_PATH', join(folder, 'chrome'));
    expect(() => findBrowser()).toThrow(/CHROME_PATH/);
  });

  test('counts a test file that could not be loaded as a failure, and lists what was skipped', () => {
    const report = join(folder, 'unit.json');
    const assertionResults = [
      { status: 'passed', fullName: 'a' },
      { status: 'skipped', fullName: 'needs numpy' },
    ];
    const testResults = [
      { status: 'passed', assertionResults },
      { status: 'failed', assertionResults: [] },
    ];
    writeFileSync(report, JSON.stringify({ numPassedTests: 1, numFailedTests: 0, testResults }));
    const one = readTotals(report);
    expect(one).toEqual({ passed: 1, failed: 1, skipped: ['needs numpy'] });
    expect(addTotals([one, one, readTotals(join(folder, 'none.json'))])).toEqual({
      passed: 2,
      failed: 2,
      skipped: ['needs numpy', 'needs numpy'],
    });
  });
});
