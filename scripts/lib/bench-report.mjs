/** Rows of a benchmark for people: a table on the screen, and the one in docs/performance.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { growthChart } from './growth-chart.mjs';
import { root } from './run.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

const file = join(root, 'docs/performance.md');
const chart = join(root, 'docs/pictures/growth.svg');
const begin = '<!-- rows: written by npm run bench -- --write -->';
const end = '<!-- end of rows -->';

/**
 * Three figures, grouped by thousands.
 * @param {number} value
 */
export function figure(value) {
  if (!Number.isFinite(value)) return '–';
  return Number(value.toPrecision(3)).toLocaleString('en-GB', { maximumFractionDigits: 3 });
}

/**
 * @param {BenchRow} row
 * @returns {string} One line, aligned.
 */
export function line({ name, value, unit, runs, note }) {
  return `${name.padEnd(38)}${figure(value).padStart(12)} ${unit.padEnd(10)} ${runs} runs${note ? `  ${note}` : ''}`;
}

/**
 * @param {readonly BenchRow[]} rows
 * @param {string} machine
 */
export function markdown(rows, machine) {
  const body = rows.map(({ name, value, unit, runs, note }) => {
    return `| \`${name}\` | ${figure(value)} | ${unit} | ${runs} | ${note ?? ''} |`;
  });
  const head = ['| name | value | unit | runs | note |', '|---|--:|---|--:|---|'];
  return [`Measured on ${machine}.`, '', ...head, ...body].join('\n');
}

/**
 * Puts the table of a run between the marks of docs/performance.md and leaves the rest as it is.
 * @param {readonly BenchRow[]} rows
 * @param {string} machine Words that describe it.
 */
export async function writeReport(rows, machine) {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/performance.md has lost the marks between which its table belongs.');
  const { format, resolveConfig } = await import('prettier');
  const made = `${text.slice(0, from + begin.length)}\n\n${markdown(rows, machine)}\n\n${text.slice(to)}`;
  const growth = /** @type {any[]} */ (rows.filter(({ name }) => name.startsWith('train/growth/')));
  if (growth.length > 1) {
    mkdirSync(dirname(chart), { recursive: true });
    writeFileSync(chart, growthChart(growth));
  }
  writeFileSync(file, await format(made, { ...(await resolveConfig(file)), filepath: file }));
}
