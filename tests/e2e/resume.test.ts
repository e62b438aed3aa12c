/** A tab that is closed in mid-training loses the last few seconds at most: the next visit offers to go on. */
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/run.mjs';
import { type House, openHouse, openVisit } from './support';

const maze = join(root, 'static/examples/point-maze.csv');

/** How full a progress bar is, 0 to 1. */
function share(bar: Locator): Promise<number> {
  return bar.evaluate((element) => (element as HTMLProgressElement).position);
}

describe('training that was cut off', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('is offered again after a reload, goes on where it was, and ends in a reward', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await page.setInputFiles('input[type=file]', maze);
    await page.getByRole('button', { name: 'Add data set' }).click();
    await page.getByText('Advanced').click();
    await page.getByLabel('Members').fill('2');
    await page.getByLabel('Epochs').fill('300');
    await page.getByRole('button', { name: 'Train reward' }).click();
    const progress = page.getByRole('progressbar', { name: 'Training progress' });
    await progress.waitFor();
    // Far enough for checkpoints, which are written at least every 5 s of work.
    await expect.poll(() => share(progress), { timeout: 120_000 }).toBeGreaterThan(0.4);
    await page.reload();
    await page.getByRole('button', { name: 'Resume training' }).click({ timeout: 30_000 });
    await expect.poll(() => share(progress), { timeout: 30_000 }).toBeGreaterThan(0.1);
    await page.getByRole('button', { name: 'Inspect reward' }).click({ timeout: 150_000 });
    await page.getByRole('button', { name: /^Reward map of/ }).waitFor();
    await visit.close();
  });
});
