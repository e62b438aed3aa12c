/** Files that do not tell what they are: a person is asked first, sees what each answer means, and is not asked again. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse, openVisit, screenshots } from './support';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Two people’s recordings, or two quantities of one: same columns, same length, names that tell nothing. */
const files = ['alice', 'bob'].map((name, person) => ({
  name: `${name}.csv`,
  mimeType: 'text/csv',
  buffer: Buffer.from(
    `x,y\n${Array.from({ length: 60 }, (_, i) => `${Math.sin(i / 7 + person)},${Math.cos(i / 5 - person)}`).join('\n')}\n`,
  ),
}));

const drop = (page: Page) => page.setInputFiles('input[type=file]', files);
const choice = (page: Page, name: string) => page.getByRole('radio', { name });

test.each([
  [1280, 'light'],
  [390, 'dark'],
] as const)('asks what two files are at %i pixels, %s, and remembers the answer', async (width, colorScheme) => {
  const visit = await openVisit(house, { width, colorScheme });
  const { page } = visit;
  await drop(page);
  await page.getByText('Are the 2 files episodes, or columns of one recording?').waitFor();
  expect(await choice(page, 'Each file is an episode').isChecked()).toBe(true);
  await page.getByRole('img', { name: '2 episodes of 60 frames each' }).waitFor();
  if (width === 1280) await screenshots(visit, 'question');

  await choice(page, 'Each file is an episode').focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('img', { name: '1 episode of 60 frames' }).waitFor();
  await page.getByRole('columnheader', { name: 'alice_x' }).first().waitFor();
  await page.getByRole('button', { name: 'Add data set' }).click();
  await page.getByRole('button', { name: 'Train reward' }).waitFor();

  await page.goto(house.site.url);
  await drop(page);
  await page.getByText('Remembered from your last import of this layout').waitFor();
  expect(await choice(page, 'The files stand beside each other').isChecked()).toBe(true);
  await page.getByRole('img', { name: '1 episode of 60 frames' }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
  await visit.close();
});
