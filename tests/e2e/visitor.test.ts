/** What a visitor does who does not do as expected: comes in through the picture, leaves in a hurry, works in two tabs. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, type Visit, openHouse, openVisit } from './support';

const patchesTab = (page: Page) => page.getByRole('tab', { name: /^Patches/ });

async function openLandingReward({ page }: Visit): Promise<void> {
  await page.getByRole('button', { name: 'Open this reward' }).click({ timeout: 30_000 });
  await page.locator('canvas[data-detail="512"]').waitFor({ timeout: 60_000 });
}

async function placeSuppression(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Suppress', exact: true }).click();
  const box = await page.getByRole('button', { name: /^Reward map of/ }).boundingBox();
  if (!box) throw new Error('the map has no place on the screen');
  await page.mouse.click(box.x + 0.8 * box.width, box.y + 0.2 * box.height);
}

describe('a visitor', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('sees a finished reward in one click, and the main thread stays free while a patch is dragged over it', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await openLandingReward(visit);
    await placeSuppression(page);
    await patchesTab(page).getByText('Patches (1)').waitFor();
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { longTasks: seen });
      const watch = new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration)));
      watch.observe({ entryTypes: ['longtask'] });
    });
    const box = await page.getByRole('button', { name: /^Suppress patch 1/ }).boundingBox();
    if (!box) throw new Error('the patch has no handle');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    for (let step = 1; step <= 60; step++) await page.mouse.move(box.x - 4 * step, box.y + 3 * step);
    await page.mouse.up();
    await page.locator('canvas[data-detail="512"]').waitFor();
    const longTasks = (await page.evaluate('window.longTasks')) as number[];
    expect(longTasks.filter((duration) => duration > 100)).toEqual([]);
    await visit.close();
  });

  test('who reloads right after placing a patch finds it again', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await openLandingReward(visit);
    await placeSuppression(page);
    // No waiting for “Saved”: the patch may still be on its way to the disk.
    await patchesTab(page).getByText('Patches (1)').waitFor();
    await page.reload();
    await patchesTab(page).getByText('Patches (1)').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    await patchesTab(page).getByText('Patches (1)').waitFor();
    await visit.close();
  });
});
