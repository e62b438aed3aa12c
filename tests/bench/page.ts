/** The bench page's side: starts the worker, measures what the page itself draws, prints rows as they come. */
import { cloudBenches } from './clouds';
import type { Grown } from './growth-worker';
import type { Imported } from './import-worker';
import type { BenchRow } from './rows';
import type { BenchMessage } from './worker';

const print = (row: BenchRow): void => console.log(`row ${JSON.stringify(row)}`);

function inWorker(filter: string): Promise<BenchRow[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const rows: BenchRow[] = [];
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<BenchMessage>) => {
      if ('row' in data) {
        rows.push(data.row);
        print(data.row);
      } else if ('error' in data) reject(new Error(data.error));
      else resolve(rows);
    };
    worker.postMessage(filter);
  });
}

async function onPage(filter: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { name, run } of cloudBenches) {
    const row = name.startsWith(filter) ? await run() : null;
    if (row === null) continue;
    rows.push(row);
    print(row);
  }
  return rows;
}

async function bench(filter: string): Promise<BenchRow[]> {
  return [...(await inWorker(filter)), ...(await onPage(filter))];
}

/** Opens what the file input holds in a worker of its own. */
function importChosen(): Promise<Imported> {
  const input = document.querySelector('input');
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<Imported>) => resolve(data);
    worker.postMessage([...(input?.files ?? [])]);
  });
}

/** Trains on so many rows in a worker of its own. */
function trainGrowing(rows: number): Promise<Grown> {
  const worker = new Worker(new URL('./growth-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<Grown>) => resolve(data);
    worker.postMessage(rows);
  });
}

Object.assign(window, { bench, importChosen, trainGrowing });
