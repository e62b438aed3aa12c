/** One reward in two tabs of a real browser: one writes, the other follows live, takes over, and nothing is lost. */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/run.mjs';
import { type House, openHouse, openVisit, type Visit } from './support';

const reward = join(root, 'static/examples/point-maze.reward.zip');
const banner = (page: Page) => page.getByText('Another tab is editing this reward.');
const patches = (page: Page) => page.getByRole('list', { name: 'Patches' }).locator('button[aria-expanded]');

async function shown(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Reward map of/ }).waitFor({ timeout: 60_000 });
  await page.getByRole('tab', { name: 'Patches' }).click();
}

/** Places a suppressing patch on the map and waits until it is on the disk. */
async function suppress(page: Page, across: number, down: number): Promise<void> {
  const before = await patches(page).count();
  await page.getByRole('button', { name: 'Suppress', exact: true }).click();
  const box = await page.getByRole('button', { name: /^Reward map of/ }).boundingBox();
  if (!box) throw new Error('the map has no place on the screen');
  await page.mouse.click(box.x + across * box.width, box.y + down * box.height);
  await expect.poll(() => patches(page).count(), { timeout: 20_000 }).toBe(before + 1);
  await page.getByText('Saved', { exact: true }).waitFor();
}

/** Resolves when a tab shows so many patches. */
async function followed(page: Page, count: number): Promise<void> {
  await expect.poll(() => patches(page).count(), { timeout: 20_000, interval: 20 }).toBe(count);
}

/** Kills the process that draws the page, as memory that runs out would. */
async function crash({ page, context }: Visit): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
}

describe('two tabs on one reward', () => {
  let house: House;
  let visit: Visit;
  let other: Page;

  beforeAll(async () => {
    house = await openHouse();
    visit = await openVisit(house);
    await visit.page.setInputFiles('input[type=file]', reward);
    await shown(visit.page);
    other = await visit.context.newPage();
    await other.goto(visit.page.url());
    await shown(other);
  });
  afterAll(() => house.close());

  test('the first one writes; the second follows live and changes nothing', async () => {
    const { page } = visit;
    await banner(other).waitFor();
    expect(await banner(page).count()).toBe(0);
    await page.bringToFront();
    await suppress(page, 0.3, 0.3);
    await followed(other, 1);
    await suppress(page, 0.7, 0.3);
    await followed(other, 2);
  });

  test('editing goes over to the other tab when it asks, and back: edits in turn, nothing lost', async () => {
    const { page } = visit;
    await other.bringToFront();
    await other.getByRole('button', { name: 'Take over editing here' }).click();
    await banner(other).waitFor({ state: 'detached' });
    await banner(page).waitFor();
    await suppress(other, 0.3, 0.7);
    await followed(page, 3);
    await page.bringToFront();
    await page.getByRole('button', { name: 'Take over editing here' }).click();
    await banner(page).waitFor({ state: 'detached' });
    await suppress(page, 0.7, 0.7);
    await followed(other, 4);
  });

  test('when the renderer of the tab that writes crashes, the other one goes on with everything that was saved', async () => {
    await banner(other).waitFor();
    await crash(visit);
    await banner(other).waitFor({ state: 'detached' });
    expect(await patches(other).count()).toBe(4);
    await suppress(other, 0.5, 0.5);
  });

  test('when it is closed, too', async () => {
    const third = await visit.context.newPage();
    await third.goto(other.url());
    await shown(third);
    await banner(third).waitFor();
    await other.close();
    await banner(third).waitFor({ state: 'detached' });
    expect(await patches(third).count()).toBe(5);
    await suppress(third, 0.5, 0.3);
    await third.reload();
    await shown(third);
    await expect.poll(() => patches(third).count()).toBe(6);
    expect(await third.getByText(/another tab/i).count()).toBe(0);
    await visit.close();
  });
});
