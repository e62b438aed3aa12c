/** The run-time monitor on data at hand (docs/methods.md 5): interruptions of experts, and faults and hard negatives noticed. */
import { createServer } from 'vite';
import { root } from '../lib/run.mjs';

/** @typedef {typeof import('../../tests/soak/monitor')} Program */
/** @typedef {NonNullable<Awaited<ReturnType<Program['measure']>>>} Outcome */
/** @typedef {NonNullable<Outcome['monitor']>} Figures */
/** @typedef {{name: string, outcomes: Outcome[]}} Measured */

const seeds = [1, 2, 3, 4];

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** @param {number} value */
const percent = (value) => (Number.isFinite(value) ? `${Math.round(100 * value)}` : '–');

/**
 * @param {readonly Measured[]} all
 * @param {'monitor' | 'before'} rule
 * @returns {Figures[]}
 */
const figuresOf = (all, rule) => all.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome[rule] ?? []));

/** @param {Figures} figures */
const injected = ({ faults }) => mean(Object.values(faults).map(({ detected }) => detected));
/** @param {Figures} figures */
const streamed = ({ streams }) => mean(Object.values(streams).map(({ stopped }) => stopped));

/** @param {Measured} measured */
function dataRow({ name, outcomes }) {
  const [now, before] = [figuresOf([{ name, outcomes }], 'monitor'), figuresOf([{ name, outcomes }], 'before')];
  const cells = [
    mean(outcomes.map(({ episodes }) => episodes)).toFixed(0),
    ...[before, now].map((list) => percent(mean(list.map(({ interrupted }) => interrupted.value)))),
    ...[before, now].map((list) => percent(mean(list.map(injected)))),
    ...[before, now].map((list) => percent(mean(list.map(streamed)))),
    now.map(({ theta }) => theta.toFixed(2)).join(', '),
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}

/**
 * @param {readonly Measured[]} all
 * @param {'faults' | 'streams'} table
 */
function kindRows(all, table) {
  const [now, before] = [figuresOf(all, 'monitor'), figuresOf(all, 'before')];
  const kinds = Object.keys(now[0]?.[table] ?? {});
  return kinds.map((kind) => {
    /** @param {Figures[]} list @param {string} key */
    const figure = (list, key) => {
      const own = list.flatMap((figures) => /** @type {Record<string, any>} */ (figures[table])[kind]?.[key] ?? []);
      return own.length > 0 ? mean(own) : NaN;
    };
    if (table === 'streams') {
      return `| ${kind} | ${percent(figure(before, 'stopped'))} | ${percent(figure(now, 'stopped'))} | ${figure(now, 'first').toFixed(1)} |`;
    }
    const shares = [figure(before, 'detected'), figure(now, 'detected'), figure(now, 'twin')].map(percent);
    return `| ${kind} | ${shares.join(' | ')} | ${figure(now, 'delay').toFixed(1)} |`;
  });
}

async function run() {
  // The engine asks what the browser has; Node has none of it.
  Object.assign(globalThis, { navigator: globalThis.navigator ?? {} });
  const server = await createServer({
    root,
    server: { middlewareMode: true, hmr: false, ws: false },
    logLevel: 'error',
  });
  try {
    return await measured(/** @type {Program} */ (await server.ssrLoadModule('/tests/soak/monitor.ts')));
  } finally {
    await server.close();
  }
}

/** @param {Program} program */
async function measured({ datasets, measure }) {
  /** @type {Measured[]} */
  const all = [];
  for (const name of /** @type {(keyof typeof datasets)[]} */ (Object.keys(datasets))) {
    /** @type {Outcome[]} */
    const outcomes = [];
    for (const seed of seeds) {
      process.stderr.write(`${name}, split ${seed}\n`);
      const outcome = await measure(name, seed);
      if (outcome === null) break;
      outcomes.push(outcome);
    }
    if (outcomes.length > 0) all.push({ name, outcomes });
  }
  return [
    `${seeds.length} splits a data set, dial 5 %, the Gaussian family, without commands. *before* = separate limits on n and u with half of the dial each; *now* = the monitor. In percent: held-out episodes interrupted, faults noticed after their onset (mean over kinds, not less the alarms that would have come anyway), frames of recordings of hard negatives that are stopped.`,
    [
      '| data | J | interrupted before | now | faults before | now | streams before | now | θ |',
      '|---|--:|--:|--:|--:|--:|--:|--:|---|',
      ...all.map(dataRow),
    ].join('\n'),
    [
      '| fault | before | now | same episodes without it | median delay, frames |',
      '|---|--:|--:|--:|--:|',
      ...kindRows(all, 'faults'),
    ].join('\n'),
    [
      '| hard negatives as a recording | before | now | frames to the first alarm |',
      '|---|--:|--:|--:|',
      ...kindRows(all, 'streams'),
    ].join('\n'),
  ].join('\n\n');
}

export const monitor = { title: 'The run-time monitor', run };
