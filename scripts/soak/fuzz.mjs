/**
 * Damaged files past every reader, a million of them by default (`FUZZ_CASES`, `FUZZ_SEED`). Works in processes of some
 * thousand cases: one that hangs or dies is a finding and ends nothing else. What is done is kept in .cache/soak/fuzz.json until all
 * is, so that a run that was stopped goes on where it was.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../lib/run.mjs';

/** @typedef {import('../../tests/fuzz/fuzz').Tally & {resident?: number}} Tally */
/** @typedef {{seed: number, cases: number, begun: string, seconds: number, done: Record<string, Tally>}} Kept */

const program = join(root, 'scripts/soak/fuzz-chunk.mjs');
const keptAt = join(root, '.cache/soak/fuzz.json');
const chunkCases = 10_000;
/** Processes of one part that may be lost before it is given up: halving one takes 14, and then it is no single case that does it. */
const mostLost = 60;
/** MiB of numbers and words outside of arrays; some hundred times what a case needs. */
const heap = '--max-old-space-size=1024';

/**
 * @param {readonly (string | number)[]} args
 * @returns {Promise<{answer: any, said: string}>} `answer` is null when the process died.
 */
function chunkProcess(args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [heap, program, ...args.map(String)], { cwd: root }, (error, stdout, stderr) => {
      const line = stdout.trim().split('\n').at(-1) ?? '';
      resolve({ answer: error ? null : JSON.parse(line), said: stderr });
    });
  });
}

/**
 * Cases from ≤ index < to; a process that dies is told by halves which case did it.
 * @param {string} id
 * @param {number} seed
 * @param {number} from
 * @param {number} to
 * @param {{count: number}} lost Processes so far.
 * @returns {Promise<Tally[]>}
 */
async function chunk(id, seed, from, to, lost = { count: 0 }) {
  if (from >= to) return [];
  const { answer, said } = await chunkProcess([id, seed, from, to]);
  if (answer !== null) return [answer];
  if (++lost.count > mostLost) throw new Error(`Most processes of ${id} end early. ${said.trim().slice(-2000)}`);
  const hung = said.match(new RegExp(`^HANG ${id}:(\\d+) .*$`, 'm'));
  if (hung === null && to - from > 1) {
    const middle = (from + to) >> 1;
    return [...(await chunk(id, seed, from, middle, lost)), ...(await chunk(id, seed, middle, to, lost))];
  }
  const index = hung === null ? from : Number(hung[1]);
  const why = hung === null ? `ended its process: ${said.trim().slice(-300)}` : hung[0];
  const gone = lostCase(`FUZZ=${id}:${index} FUZZ_SEED=${seed}: ${why}`);
  return [...(await chunk(id, seed, from, index, lost)), gone, ...(await chunk(id, seed, index + 1, to, lost))];
}

/**
 * @param {string} finding
 * @returns {Tally}
 */
const lostCase = (finding) => ({
  cases: 1,
  taken: { lost: 1 },
  slowest: { index: 0, milliseconds: 0 },
  hungriest: { index: 0, bytes: 0 },
  milliseconds: 0,
  findings: [finding],
});

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
function together(tallies) {
  /** @type {Record<string, number>} */
  const taken = {};
  for (const tally of tallies) {
    for (const [kind, count] of Object.entries(tally.taken)) taken[kind] = (taken[kind] ?? 0) + count;
  }
  /** @param {(tally: Tally) => number} of */
  const sum = (of) => tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    cases: sum(({ cases }) => cases),
    taken,
    slowest: tallies.map(({ slowest }) => slowest).reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a)),
    hungriest: tallies.map(({ hungriest }) => hungriest).reduce((a, b) => (b.bytes > a.bytes ? b : a)),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    findings: tallies.flatMap(({ findings }) => findings),
    resident: Math.max(...tallies.map(({ resident }) => resident ?? 0)),
  };
}

/**
 * What an unfinished run of this size and seed has done, or a new one.
 * @param {number} seed
 * @param {number} cases
 * @returns {Kept}
 */
function recall(seed, cases) {
  const fresh = { seed, cases, begun: new Date().toISOString().slice(0, 10), seconds: 0, done: {} };
  if (!existsSync(keptAt)) return fresh;
  /** @type {Kept} */
  const kept = JSON.parse(readFileSync(keptAt, 'utf8'));
  if (kept.seed !== seed || kept.cases !== cases) return fresh;
  console.error(`Going on with the run of ${kept.begun}: ${Object.keys(kept.done).length} parts of it are done.`);
  return kept;
}

/**
 * @param {Kept} kept
 * @param {readonly {id: string, cases: number}[]} targets
 */
async function work(kept, targets) {
  mkdirSync(dirname(keptAt), { recursive: true });
  for (const { id, cases } of targets) {
    for (let from = 0; from < cases; from += chunkCases) {
      const key = `${id}:${from}`;
      if (key in kept.done) continue;
      const began = performance.now();
      const tally = together(await chunk(id, kept.seed, from, Math.min(cases, from + chunkCases)));
      const seconds = (performance.now() - began) / 1000;
      kept.done[key] = tally;
      kept.seconds += seconds;
      writeFileSync(keptAt, JSON.stringify(kept));
      const total = Object.values(kept.done).reduce((sum, done) => sum + done.cases, 0);
      console.error(
        `${id} ${from + tally.cases} of ${cases}: ${seconds.toFixed(0)} s; in all ${total} of ${kept.cases}`,
      );
      for (const finding of tally.findings) console.error(`  ${finding}`);
    }
  }
}

/** @param {number} count */
const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');

/**
 * @param {string} id
 * @param {Tally} tally
 */
function row(id, { cases, taken, slowest, hungriest, milliseconds }) {
  const { accepted = 0, cancelled = 0, ...refused } = taken;
  const kinds = Object.entries(refused).sort(([, a], [, b]) => b - a);
  const listed = kinds.map(([kind, count]) => `${kind} ${grouped(count)}`).join(', ');
  const slow = `${slowest.milliseconds.toFixed(0)} ms (${slowest.index})`;
  const hungry = `${(hungriest.bytes / 2 ** 20).toFixed(1)} MiB (${hungriest.index})`;
  const seconds = (milliseconds / 1000).toFixed(0);
  return `| ${id} | ${grouped(cases)} | ${grouped(accepted)} | ${listed} | ${grouped(cancelled)} | ${slow} | ${hungry} | ${seconds} |`;
}

/**
 * @param {Kept} kept
 * @param {readonly {id: string}[]} targets
 */
function reportOf(kept, targets) {
  /** @param {string} id */
  const tallyOf = (id) =>
    together(Object.entries(kept.done).flatMap(([key, done]) => (key.startsWith(`${id}:`) ? [done] : [])));
  const all = together(Object.values(kept.done));
  const { findings } = all;
  return {
    failed: findings.length > 0,
    text: [
      `${grouped(all.cases)} damaged files in ${grouped(Math.round(kept.seconds))} s on one of ${cpus().length} cores, begun ${kept.begun}, seed ${kept.seed}, Node ${process.versions.node}. A case damages one file of a good sample by one to eight changes, for containers every second time behind their checksums, and goes to the reader or through the door of all files; one in sixteen is cancelled on the way. In brackets: the number of the case, which \`FUZZ=READER:NUMBER FUZZ_SEED=${kept.seed} npx vitest run --project unit tests/unit/formats/fuzz.test.ts\` runs again.`,
      '',
      `Promises that were broken (an exception, an accepted table that makes no sense, a refusal without a sentence, more memory asked for than the limits allow, more than 5 s of work, a process lost): **${findings.length}**. Most memory of a process over ${grouped(chunkCases)} cases: ${((all.resident ?? 0) / 2 ** 20).toFixed(0)} MiB.`,
      '',
      '| reader | cases | accepted | refused | cancelled | slowest | most asked for | seconds |',
      '|---|--:|--:|---|--:|--:|--:|--:|',
      ...targets.map(({ id }) => row(id, tallyOf(id))),
      '',
      ...findings.slice(0, 50).map((finding) => `- ${finding}`),
    ].join('\n'),
  };
}

export const fuzz = {
  title: 'Damaged files',
  async run() {
    const [cases, seed] = [Number(process.env.FUZZ_CASES ?? 1_000_000), Number(process.env.FUZZ_SEED ?? 1)];
    const { answer: targets, said } = await chunkProcess(['shares', cases]);
    if (targets === null) throw new Error(said);
    const kept = recall(seed, cases);
    await work(kept, targets);
    rmSync(keptAt);
    return reportOf(kept, targets);
  },
};
