/** A LeRobot folder, its worst episode, why, and where; then rollouts, how they compare, and their rewards as a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fps, writeArm } from './arm';
import { accessibilityFindings, type House, openHouse, openVisit, screenshots } from './support';

const flaw = { episode: 17, frame: 12 };
const shape = { episodes: 36, length: 30 };

let house: House;
let folder: string;
beforeAll(async () => {
  house = await openHouse();
  folder = mkdtempSync(join(tmpdir(), 'truewheel-episodes-'));
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two seconds of video, made by the browser itself. */
async function videoBytes(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    const start = performance.now();
    await new Promise<void>((resolve) => {
      const paint = (now: number): void => {
        context?.fillRect((now / 10) % 64, 0, 8, 64);
        if (now - start < 2500) requestAnimationFrame(paint);
        else resolve();
      };
      requestAnimationFrame(paint);
    });
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return Uint8Array.from(bytes);
}

test('a LeRobot folder leads to its worst frame, and rollouts to their rewards', async () => {
  const visit = await openVisit(house);
  const { page } = visit;
  const videoStart = (episode: number): number => (episode === flaw.episode ? 0.3 : 0);
  const demonstrations = {
    name: 'arm',
    seed: 1,
    noise: 0.02,
    flaw,
    videoStart,
    video: await videoBytes(page),
    ...shape,
  };
  const own = writeArm(folder, demonstrations);
  const rollouts = writeArm(folder, { name: 'tries', seed: 2, noise: 0.3, ...shape });

  await page.setInputFiles('input[aria-label="Demonstration folder"]', own);
  await page.getByRole('button', { name: 'Add data set' }).click();
  await page.getByText('Advanced').click();
  await page.getByLabel('Epochs').fill('25');
  await page.getByRole('button', { name: 'Train reward' }).click();
  await page.getByRole('button', { name: 'Inspect reward' }).click({ timeout: 120_000 });

  await page.getByRole('link', { name: 'Episodes' }).click();
  const detail = page.getByRole('region', { name: `Episode ${flaw.episode}`, exact: true });
  await detail.waitFor({ timeout: 60_000 });
  // A jump shows in the rate of its frame and in that of the next one: either may be the worst.
  const place = await detail.getByText(/^Frame (12, 1\.20|13, 1\.30) s:/).innerText();
  const worst = place.startsWith(`Frame ${flaw.frame},`) ? flaw.frame : flaw.frame + 1;
  await detail.getByRole('heading', { name: 'Error by input' }).waitFor();
  // The episode with the flaw is one of those that the gate was calibrated by, and sets its limit: the frame alone is stopped.
  await detail.getByText(/^(Block|Escalate|Not stopped yet: raw block)$/).waitFor();
  expect(await page.getByRole('row').count()).toBe(shape.episodes + 1);
  const video = detail.locator('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => (element.seeking ? -1 : element.currentTime)))
    .toBeCloseTo(videoStart(flaw.episode) + (worst + 0.5) / fps, 1);
  expect(await accessibilityFindings(visit)).toEqual([]);
  await screenshots(visit, 'episodes');
  await page.getByRole('button', { name: 'Show on the map' }).click();
  await page.getByRole('heading', { name: 'Nearest demonstrations' }).waitFor();
  await page.getByRole('tabpanel').getByText('Block', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Episodes' }).click();
  await page.setInputFiles('input[aria-label="Rollout folder"]', rollouts);
  await page.getByRole('button', { name: 'Add and score' }).click();
  await page.getByText(/Told apart from held-out demonstrations/).waitFor({ timeout: 60_000 });
  await page.getByLabel('Second set').selectOption({ label: 'arm' });
  await page.getByText(`Paired over ${shape.episodes} episodes of the same number.`).waitFor({ timeout: 60_000 });
  await page.getByText(/“arm” scores higher/).waitFor();
  await screenshots(visit, 'rollouts');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Rewards of all frames' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('tries.rewards.parquet');
  const bytes = readFileSync(await download.path());
  const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
  expect(rows).toHaveLength(shape.episodes * shape.length);
  rows.forEach((row, at) => {
    expect(row).toMatchObject({
      index: BigInt(at),
      episode_index: BigInt(Math.floor(at / shape.length)),
      frame_index: BigInt(at % shape.length),
    });
    expect(row.score).toBeGreaterThanOrEqual(0);
    expect(row.progress_sparse).toBeLessThanOrEqual(1);
  });
  await visit.close();
}, 240_000);
