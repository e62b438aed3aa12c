/** The whole path, as a person walks it: demonstrations in, train, look, patch, download, and open again elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/basics/hash';
import { root } from '../../scripts/lib/run.mjs';
import { accessibilityFindings, type House, openHouse, openVisit, screenshots, type Visit } from './support';

const maze = join(root, 'static/examples/point-maze.csv');

/** A picture, its point and its patches: what must be the same wherever the reward is opened. */
interface Seen {
  /** SHA-256 of the picture. */
  readonly pixels: string;
  readonly point: string;
  readonly patches: readonly string[];
}

const surface = (page: Page): Locator => page.getByRole('button', { name: /^Reward map of/ });

async function settledMap(page: Page): Promise<void> {
  await page.locator('canvas[data-detail="512"]').waitFor({ timeout: 60_000 });
}

async function clickMap(page: Page, across: number, down: number): Promise<void> {
  const box = await surface(page).boundingBox();
  if (!box) throw new Error('the map has no place on the screen');
  await page.mouse.click(box.x + across * box.width, box.y + down * box.height);
}

/** Waits until a patch is listed and on the disk. */
async function saved(page: Page, patch: string): Promise<void> {
  await page.getByRole('tab', { name: 'Patches' }).click();
  await page.getByRole('list', { name: 'Patches' }).getByText(patch).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
}

async function look(page: Page): Promise<Seen> {
  await settledMap(page);
  await page.getByRole('tab', { name: 'Patches' }).click();
  const patches = await page.getByRole('list', { name: 'Patches' }).locator('button[aria-expanded]').allInnerTexts();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page.getByRole('tab', { name: 'Point' }).click();
  await clickMap(page, 0.6, 0.3);
  await page.getByRole('heading', { name: 'Nearest demonstrations' }).waitFor();
  const point = await page.getByRole('tabpanel').innerText();
  const canvas = page.locator('canvas[data-detail="512"]');
  const picture = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  return { pixels: await sha256(new TextEncoder().encode(picture)), point, patches };
}

/** Drops the bundled maze and trains on it, with few epochs: the journey is tested here, not the learning. */
async function trainMaze({ page }: Visit): Promise<void> {
  await page.setInputFiles('input[type=file]', maze);
  await page.getByRole('button', { name: 'Add data set' }).click();
  await page.getByText('Advanced').click();
  await page.getByLabel('Epochs').fill('20');
  await page.getByRole('button', { name: 'Train reward' }).click();
  await page.getByRole('button', { name: 'Inspect reward' }).click({ timeout: 120_000 });
}

describe('from demonstrations to a file and back', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('offline after load: drop, train, map, patch, download; the file opens in a new profile with the same scores', async () => {
    const visit = await openVisit(house);
    await visit.kept();
    await visit.context.setOffline(true);
    const { page } = visit;
    await trainMaze(visit);
    await settledMap(page);
    await page.getByRole('button', { name: 'Suppress', exact: true }).click();
    await clickMap(page, 0.35, 0.65);
    await saved(page, 'Suppress 1');
    const here = await look(page);
    expect(here.patches.join()).toMatch(/Suppress 1/);

    await page.getByRole('link', { name: 'Download' }).click();
    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download reward' }).click();
    const buffer = readFileSync(await (await arriving).path());
    const name = await page.locator('[data-field=file]').innerText();
    await visit.close();

    const elsewhere = await openVisit(house);
    await elsewhere.page.setInputFiles('input[type=file]', { name, mimeType: 'application/zip', buffer });
    expect(await look(elsewhere.page)).toEqual(here);
    await elsewhere.close();
  });

  test('a reload restores the patches and the map', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await trainMaze(visit);
    await settledMap(page);
    await page.getByRole('button', { name: 'Raise', exact: true }).click();
    await clickMap(page, 0.7, 0.7);
    await saved(page, 'Raise 1');
    const before = await look(page);
    await page.reload();
    expect(await look(page)).toEqual(before);
    await visit.close();
  });

  test('every screen is free of serious findings and is photographed', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    const findings: string[] = [];
    const inspect = async (name: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        findings.push(...(await accessibilityFindings(visit)).map((finding) => `${name}, ${colorScheme}: ${finding}`));
      }
      await screenshots(visit, name);
    };
    await inspect('data');
    await page.setInputFiles('input[type=file]', maze);
    await page.getByRole('button', { name: 'Add data set' }).waitFor();
    await inspect('import');
    await page.getByRole('button', { name: 'Add data set' }).click();
    await page.getByRole('button', { name: 'Train reward' }).waitFor();
    await inspect('train');
    await page.getByText('Advanced').click();
    await page.getByLabel('Epochs').fill('12');
    await page.getByRole('button', { name: 'Train reward' }).click();
    await page.getByRole('button', { name: 'Inspect reward' }).waitFor({ timeout: 120_000 });
    await inspect('trained');
    await page.getByRole('button', { name: 'Inspect reward' }).click();
    await settledMap(page);
    await clickMap(page, 0.5, 0.5);
    await page.getByRole('heading', { name: 'Nearest demonstrations' }).waitFor();
    await inspect('inspect');
    await page.getByRole('link', { name: 'Download' }).click();
    await page.getByRole('button', { name: 'Download reward' }).waitFor();
    await inspect('download');
    expect(findings).toEqual([]);
    await visit.close();
  });

  test('a file that cannot be read says what it is and what to do', async () => {
    const visit = await openVisit(house);
    const text = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n';
    await visit.page.setInputFiles('input[type=file]', {
      name: 'rollouts.npz',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(text),
    });
    await visit.page.getByText('git lfs pull').waitFor();
    await visit.close();
  });
});
