/** A person's audit: norms on the map, Phase 0, attack, one cluster rejected, repaired, proved, and a batch taken back. */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/run.mjs';
import { accessibilityFindings, type House, openHouse, openVisit, screenshots, type Visit } from './support';

const maze = join(root, 'static/examples/point-maze.csv');

/** Drops the bundled maze and trains on it, with few epochs: the audit is tested here, not the learning. */
async function trainMaze({ page }: Visit): Promise<void> {
  await page.setInputFiles('input[type=file]', maze);
  await page.getByRole('button', { name: 'Add data set' }).click();
  await page.getByText('Advanced').click();
  await page.getByLabel('Epochs').fill('20');
  await page.getByRole('button', { name: 'Train reward' }).click();
  await page.getByRole('button', { name: 'Inspect reward' }).waitFor({ timeout: 120_000 });
}

/** A range norm by the form. */
async function addRange(page: Page, id: string, feature: string, min: string, max: string): Promise<void> {
  await page.getByLabel('Kind').selectOption('range');
  await page.getByRole('button', { name: 'Add a norm' }).click();
  await page.getByLabel('Id').fill(id);
  await page.getByRole('group', { name: 'Features' }).getByText(feature, { exact: true }).click();
  await page.getByLabel('From', { exact: true }).fill(min);
  await page.getByLabel('To', { exact: true }).fill(max);
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('list', { name: 'Norms' }).getByText(id, { exact: true }).waitFor();
}

/** Everything that is said of the map is drawn. */
async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('canvas[data-detail]')].every((canvas) => canvas.getAttribute('data-detail') !== '0'),
  );
}

/** The chart of the dial moves by keys, says what it shows, keeps it, and takes that back. */
async function dialByKeys(page: Page): Promise<void> {
  const dial = page.getByRole('slider', { name: 'Dial δ' });
  const said = () => dial.getAttribute('aria-valuetext');
  const before = await said();
  expect(before).toMatch(/^At 5 % the gate allows [\d.]+ % of expert frames/);
  await dial.focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText(/^Not kept yet: the gate still stands at δ 5 %/).waitFor();
  expect(await said()).toMatch(/^At 10 % /);
  await page.getByRole('columnheader', { name: 'Here: 10 %' }).waitFor();
  await page.getByRole('button', { name: 'Keep this gate' }).click();
  await page.getByText(/^Now, at δ 10 %/).waitFor();
  await page.getByRole('button', { name: /^Undo: back to δ 5 %/ }).click();
  await page.getByText(/^Now, at δ 5 %/).waitFor();
  await page.getByRole('columnheader', { name: 'Here: 5 %' }).waitFor();
  await expect.poll(said).toBe(before);
}

async function look(visit: Visit, name: string): Promise<void> {
  await drawn(visit.page);
  await screenshots(visit, name);
  expect(await accessibilityFindings(visit), name).toEqual([]);
}

describe('an audit on the screen', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('norms, Phase 0, a verdict on each flaw, repair, damage report, and a batch taken back', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await trainMaze(visit);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('heading', { name: 'What must hold' }).waitFor();

    // A speed that the drivers sometimes go beyond, and a place that they pass.
    await addRange(page, 'speed', 'vx', '-1', '0.9');
    await addRange(page, 'east', 'x', '-4', '2.4');
    await page.getByRole('button', { name: 'Edit speed' }).click();
    await look(visit, 'audit-norms');
    await page.getByRole('button', { name: 'Leave it' }).click();
    // What was written is there after a look elsewhere, is said not to be kept, and one step can be taken back and forth.
    await page.getByRole('link', { name: 'Download' }).click();
    await page.getByRole('button', { name: 'Download reward' }).waitFor();
    await page.getByText('Norms not kept').waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();
    const norms = page.getByRole('list', { name: 'Norms' });
    await norms.getByText('east', { exact: true }).waitFor();
    await page.keyboard.press('Control+z');
    await norms.getByText('east', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Redo' }).click();
    await norms.getByText('east', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Keep these norms' }).click();
    await page.getByRole('button', { name: 'Run over the demonstrations' }).click();
    await page.getByText(/frames? of .* in “point-maze”/).waitFor();
    await look(visit, 'audit-phase-zero');

    await page.getByRole('link', { name: 'Flywheel' }).click();
    await page.getByLabel('Approval').selectOption('flaw');
    await page.getByLabel('Queries a turn').fill('4000');
    await page.getByRole('button', { name: 'One turn' }).click();
    await page.getByRole('heading', { name: /clusters? waits? for your verdict/ }).waitFor({ timeout: 120_000 });
    await page.getByText('Evidence:').waitFor();
    await look(visit, 'audit-review');
    await page.keyboard.press('r');
    await page.getByText(/2 of \d/).waitFor();
    await page.keyboard.press('k');
    await page.getByText(/1 of [\d\s]+, rejected/).waitFor();
    await page.getByRole('button', { name: 'Accept all that wait' }).click();
    // The mask of the whole norm takes the rejected cluster, too: that is said, and asked.
    await page.getByRole('button', { name: 'Accept all the same' }).click({ timeout: 60_000 });
    await page.getByRole('heading', { name: 'Turn 1', exact: true }).waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Run until it converges' }).waitFor();

    await page.getByText('Settings', { exact: true }).click();
    await page.getByLabel('Approval').selectOption('automatic');
    await page.getByRole('button', { name: 'Run until it converges' }).click();
    await page.getByText('Converged: a fresh attack found nothing new').waitFor({ timeout: 300_000 });
    await page.getByRole('heading', { name: 'What a fresh attack still finds' }).waitFor();
    const quote = await page.getByText(/^A fresh attack of /).innerText();
    expect(quote).toMatch(
      /found no violation that “point-maze” still rewards above 0\.05; .* at most [\d.]+ % of the audited box\.$/,
    );
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText(/^Covers 2 of 2 rules: speed, east\.$/).waitFor();
    await page.getByText(/^Made on [\d-]{10} for version [0-9a-f]{12}, data “point-maze”/).waitFor();
    await page.getByRole('button', { name: 'Copy the statement' }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^Covers 2 of 2 rules: speed, east\. A fresh attack of .* Made on /s);
    expect(copied).toContain(quote);
    const turns = page.getByRole('table', { name: 'Turns of the audit' });
    await turns.getByRole('button', { name: 'Turn 1' }).click();
    await page.getByText('Held-out demonstrations', { exact: true }).first().waitFor();
    await look(visit, 'audit-converged');

    await page.getByRole('button', { name: 'Undo this batch' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo the batch' }).click();
    await page.getByText('taken back', { exact: true }).first().waitFor();
    await page
      .getByText(/^Out of date: the patches have changed since this was said\./)
      .first()
      .waitFor();
    expect(await page.getByText('Converged: a fresh attack found nothing new').count()).toBe(0);
    await page.getByRole('link', { name: 'Download' }).click();
    await page
      .getByText(/^Out of date: the patches have changed since this was said\./)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();

    await page.getByRole('link', { name: 'Gate' }).click();
    await page.getByText(/not looked at since the last change\.$/).waitFor();
    await page.getByRole('table', { name: 'What each setting of the dial would do' }).waitFor({ timeout: 60_000 });
    await dialByKeys(page);
    await look(visit, 'audit-gate');

    // A new training is set up, rather than the old one shown once more.
    await page.getByRole('link', { name: 'Norms' }).click();
    await page.getByRole('button', { name: 'Train again without them' }).click();
    await page.getByRole('heading', { name: 'Train a reward' }).waitFor();
    await visit.close();
  });
});
