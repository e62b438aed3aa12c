/**
 * Ends this process, and says which case it was, when one takes more than some seconds of the processor: a loop without an
 * end stops everything else that could tell. Time in which the machine does something else does not count.
 */
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

export interface Watchdog {
  /** The case that begins now. */
  begin(index: number): void;
  stop(): Promise<unknown>;
}

/** First words of the line that a watchdog leaves. */
export const hangMark = 'HANG';

const program = `
const { workerData: { cells, target, seed, seconds, mark } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let seen = -1;
let since = process.cpuUsage();
setInterval(() => {
  if (cells[0] !== seen) {
    seen = cells[0];
    since = process.cpuUsage();
  } else if (cells[2] === 1) {
    const { user, system } = process.cpuUsage(since);
    if ((user + system) / 1e6 < seconds) return;
    writeSync(2, mark + ' ' + target + ':' + cells[1] + ' of seed ' + seed + ': more than ' + seconds + ' s of work\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 500);
`;

/** @param seconds of processor time that one case may take */
export function watchdog(target: string, seed: number, seconds = 5): Watchdog {
  const cells = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(program, { eval: true, workerData: { cells, target, seed, seconds, mark: hangMark } });
  worker.unref();
  worker.on('error', (error) => writeSync(2, `The watchdog is gone: ${String(error)}\n`));
  return {
    begin(index) {
      cells[1] = index;
      cells[2] = 1;
      Atomics.add(cells, 0, 1);
    },
    stop() {
      cells[2] = 0;
      return worker.terminate();
    },
  };
}
