/** Runs benchmarks where the app does its work: in a module worker. Gets a filter, posts each row, then the end. */
import { distanceBenches } from './distance';
import { flywheelBenches } from './flywheel';
import { importBenches } from './importing';
import { planningBenches } from './planning';
import type { BenchRow } from './rows';
import { redTeamBenches } from './red-team';
import { scoringBenches } from './scoring';
import { trainingBenches } from './training';

export type BenchMessage = { readonly row: BenchRow } | { readonly end: true } | { readonly error: string };

const post = (message: BenchMessage): void => self.postMessage(message);

async function runAll(filter: string): Promise<void> {
  for (const { name, run } of [
    ...distanceBenches,
    ...flywheelBenches,
    ...importBenches,
    ...planningBenches,
    ...redTeamBenches,
    ...scoringBenches,
    ...trainingBenches,
  ]) {
    const row = name.startsWith(filter) ? await run() : null;
    if (row) post({ row });
  }
  post({ end: true });
}

self.onmessage = ({ data }: MessageEvent<string>) => {
  runAll(data).catch((error: unknown) => post({ error: String(error) }));
};
