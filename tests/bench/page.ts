/** The bench page's side: starts the worker, prints rows as they come, resolves to all of them. */
import type { BenchRow } from './rows';
import type { BenchMessage } from './worker';

function bench(filter: string): Promise<BenchRow[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const rows: BenchRow[] = [];
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<BenchMessage>) => {
      if ('row' in data) {
        rows.push(data.row);
        console.log(`row ${JSON.stringify(data.row)}`);
      } else if ('error' in data) reject(new Error(data.error));
      else resolve(rows);
    };
    worker.postMessage(filter);
  });
}

Object.assign(window, { bench });
