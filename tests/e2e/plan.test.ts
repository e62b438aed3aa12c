/** A person's planning: learned in maze 01, stuck in maze 02, audited against its wall, patched by the flywheel, there. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/run.mjs';
import { accessibilityFindings, type House, openHouse, openVisit, screenshots } from './support';

const reward = join(root, 'static/examples/point-maze.reward.zip');

describe('planning on the screen', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('the planner fails in a maze that changed, and reaches the goal there with the patches of an audit', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await page.setInputFiles('input[type=file]', reward);
    await page.getByRole('button', { name: /^Reward map of/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Plan' }).click();
    await page
      .getByRole('heading', { name: /^A planner that optimises this reward reaches the goal in \d+ moves\.$/ })
      .waitFor({ timeout: 60_000 });
    await page.getByLabel('The world is').selectOption('02');
    await page
      .getByRole('heading', { name: /runs into a wall that it does not believe in, and is stuck there\.$/ })
      .waitFor();

    // The new wall, tile (3, 3), as a rule.
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByLabel('Kind').selectOption('wall');
    await page.getByRole('button', { name: 'Add a norm' }).click();
    await page.getByLabel('Id').fill('new-wall');
    for (const feature of ['x', 'y'])
      await page.getByRole('group', { name: 'Features' }).getByText(feature, { exact: true }).click();
    await page.getByLabel('Boxes').fill('-1, 0 ; 0, 1');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'Keep these norms' }).click();
    await page.getByRole('link', { name: 'Flywheel' }).click();
    await page.getByLabel('Queries a turn').fill('4000');
    await page.getByRole('button', { name: 'One turn' }).click();
    await page.getByRole('heading', { name: 'Turn 1', exact: true }).waitFor({ timeout: 120_000 });

    await page.getByRole('link', { name: 'Plan' }).click();
    await page.getByLabel('The world is').selectOption('02');
    await page
      .getByRole('heading', {
        name: /^With its patches, a planner that optimises this reward reaches the goal in \d+ moves; without them it runs into a wall/,
      })
      .waitFor({ timeout: 60_000 });
    await screenshots(visit, 'plan-maze');
    expect(await accessibilityFindings(visit)).toEqual([]);
    await visit.close();
  });

  test('a sampling planner says what the reward leads to in a world, and can be stopped', async () => {
    const visit = await openVisit(house);
    const { page } = visit;
    await page.setInputFiles('input[type=file]', reward);
    await page.getByRole('button', { name: /^Reward map of/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Plan' }).click();
    await page.getByRole('link', { name: 'Worlds', exact: true }).click();
    await page.getByRole('heading', { name: 'Does a policy that optimises this reward do the task?' }).waitFor();
    await page.getByLabel('Starts').selectOption('20');
    await page.getByRole('button', { name: 'Run the planner' }).click();
    await page
      .getByText(/^Start \d+ of 20$/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Run the planner' }).and(page.locator(':enabled')).waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
    await page.getByText('Worlds that this reward does not fit').click();
    await page
      .getByText(/^Pendulum swing-up does not observe /)
      .or(page.getByText(/Pendulum swing-up:/))
      .first()
      .waitFor();
    await screenshots(visit, 'plan-world');
    expect(await accessibilityFindings(visit)).toEqual([]);
    await visit.close();
  });
});
