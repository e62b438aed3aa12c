/** Every format that can be opened. A new one is a file beside these and a line here. */
import { csv } from './text/csv';
import type { Format } from './format';
import { hdf5 } from './hdf5/hdf5';
import { json } from './text/json';
import { jsonl } from './text/jsonl';
import { lerobot } from './lerobot/lerobot';
import { npy } from './numpy/npy';
import { npz } from './numpy/npz';
import { parquet } from './parquet/parquet';

export const formats: readonly Format[] = [npz, npy, jsonl, json, csv, parquet, lerobot, hdf5];

/** The format that is surest of some content, or null. */
export function recognise(head: Uint8Array, name: string, among: readonly Format[] = formats): Format | null {
  const scores = among.map((format) => format.sniff(head, name));
  const best = Math.max(0, ...scores);
  return best > 0 ? among[scores.indexOf(best)] : null;
}
