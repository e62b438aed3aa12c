/** Adds up what vitest's JSON reports say. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped Full names of tests that did not run.
 */

/**
 * @param {string} path A report of vitest's json reporter.
 * @returns {Totals} A file that could not even be loaded counts as one failed test; no report as nothing.
 */
export function readTotals(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: [] };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
  /** @type {{status: string, assertionResults: {status: string, fullName: string}[]}[]} */
  const files = testResults;
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const skipped = files
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status !== 'passed' && test.status !== 'failed')
    .map((test) => test.fullName);
  return { passed: numPassedTests, failed: numFailedTests + broken, skipped };
}

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function addTotals(all) {
  return {
    passed: all.reduce((sum, one) => sum + one.passed, 0),
    failed: all.reduce((sum, one) => sum + one.failed, 0),
    skipped: all.flatMap((one) => one.skipped),
  };
}
