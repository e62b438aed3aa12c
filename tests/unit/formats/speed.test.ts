import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { counting, float32Npy, int64Npy } from '../../corpus/npy-bytes';
import { opened, source } from './sources';

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

describe('speed', () => {
  it('opens an archive of 27 000 × 4 in well under a second', async () => {
    const rows = 27_000;
    const archive = zipSync({
      'obs.npy': float32Npy(counting(4 * rows).map(Math.sin), [rows, 4]),
      'acts.npy': int64Npy(
        counting(rows).map((i) => i % 2),
        [rows],
      ),
    });
    const spent: number[] = [];
    for (let run = 0; run < 3; run++) spent.push(await seconds(() => opened(source('a.npz', archive))));
    // The best of three, because other tests run at the same time.
    expect(Math.min(...spent)).toBeLessThan(1);
  });

  it('opens a CSV of 100 000 × 64 in seconds', { timeout: 60_000 }, async () => {
    const line = counting(64)
      .map((i) => Math.sin(i).toFixed(6))
      .join();
    const text = new TextEncoder().encode(`${line}\n`.repeat(100_000));
    const spent = await seconds(() => opened(source('a.csv', text)));
    process.stdout.write(`csv: ${(text.length / 2 ** 20 / spent).toFixed(0)} MiB/s, ${spent.toFixed(2)} s\n`);
    expect(spent).toBeLessThan(20);
  });

  it('opens 50 000 lines of JSON with a list of 26 in seconds', { timeout: 60_000 }, async () => {
    const line = JSON.stringify({ t: 0.1, state: counting(26).map(Math.sin) });
    const text = new TextEncoder().encode(`${line}\n`.repeat(50_000));
    const spent = await seconds(() => opened(source('a.jsonl', text)));
    process.stdout.write(`jsonl: ${(text.length / 2 ** 20 / spent).toFixed(0)} MiB/s, ${spent.toFixed(2)} s\n`);
    expect(spent).toBeLessThan(20);
  });
});
