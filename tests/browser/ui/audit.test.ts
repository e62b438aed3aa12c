/** An audit as a person goes through it: norms written, iterations run and judged, the gate set, scenarios decided. */
import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { readBy } from '../../../src/basics/schema';
import { decisionRecordSchema } from '../../../src/gate/record';
import App from '../../../src/ui/App.svelte';
import { fakeServices } from './fake-services';

let stop: (() => Promise<void>) | null = null;
beforeEach(async () => {
  await page.viewport(1280, 800);
});
afterEach(async () => {
  await stop?.();
  stop = null;
  document.body.replaceChildren();
});

/** Shows one part of the audit; tells what the service was asked to do with clusters and batches. */
function show(part: 'norms' | 'run' | 'gate'): string[] {
  location.hash = `#/audit?reward=reward-1&audit=${part}`;
  const services = fakeServices({ delay: 20, pace: 1 });
  const asked: string[] = [];
  const { review, undoBatch, setGate } = services.audit;
  services.audit.review = (ids, verdict) => {
    asked.push(`${ids?.join(' ') ?? 'all'} ${verdict}`);
    return review(ids, verdict);
  };
  services.audit.undoBatch = (iteration) => {
    asked.push(`undo ${iteration}`);
    return undoBatch(iteration);
  };
  services.audit.setGate = (dial, aMax, pMin) => {
    asked.push(`p_min ${pMin}`);
    return setGate(dial, aMax, pMin);
  };
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  stop = () => unmount(app);
  return asked;
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });

async function expectOpenToAll(): Promise<void> {
  const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
}

async function reviewEachFlaw(): Promise<void> {
  await userEvent.selectOptions(page.getByLabelText('Approval'), 'I approve each flaw');
  await button('Run until it converges').click();
  await expect.element(page.getByRole('heading', { name: '2 clusters wait for your verdict' })).toBeVisible();
}

test('a norm that is wrong cannot be added and says why; mended, it is listed by the names of its features', async () => {
  show('norms');
  await button('Add a norm').click();
  await page.getByRole('checkbox', { name: 'x', exact: true }).click();
  await field('From').fill('2');
  await field('To').fill('1');
  await expect.element(button('Add it')).toBeDisabled();
  await expect.poll(() => document.querySelector('.wrong')?.textContent ?? '').not.toBe('');
  await field('To').fill('3');
  await expect.element(button('Add it')).toBeEnabled();
  await button('Add it').click();
  const list = page.getByRole('list', { name: 'Norms' });
  await expect.element(list.getByText('2 ≤ x ≤ 3', { exact: false })).toBeVisible();
});

test('a norm must not take the id of another', async () => {
  show('norms');
  await button('Propose limits').click();
  await button('Add a norm').click();
  await page.getByRole('textbox', { name: 'Id' }).fill('range_x');
  await expect.element(page.getByText('Another norm has the id range_x.')).toBeVisible();
});

test('limits of every feature are proposed at once, and a deletion is undone', async () => {
  show('norms');
  await button('Propose limits').click();
  await expect.element(button('Edit range_y_rate')).toBeVisible();
  await button('Delete range_y_rate').click();
  await expect.element(button('Edit range_y_rate')).not.toBeInTheDocument();
  await button('Undo').click();
  await expect.element(button('Edit range_y_rate')).toBeVisible();
});

test('Phase 0 tells what violates, and leads to training without it', async () => {
  show('norms');
  await button('Propose limits').click();
  await button('Keep these norms').click();
  await button('Run over the demonstrations').click();
  await expect
    .element(page.getByText(/^42 frames of 9.544 in “maze-01” \(0\.4\d? %\)\s+violate a severe norm\.$/))
    .toBeVisible();
  await button('Train again without them').click();
  expect(location.hash).toMatch(/^#\/train\?.*dataset=data-1/);
});

test('flaws are judged from the keyboard, one cluster after the other', async () => {
  const asked = show('run');
  await reviewEachFlaw();
  await userEvent.keyboard('j');
  await expect.element(page.getByText('2 of 2, waits')).toBeVisible();
  await userEvent.keyboard('k');
  await expect.element(page.getByText('1 of 2, waits')).toBeVisible();
  await userEvent.keyboard('a');
  await expect.element(page.getByText('2 of 2, waits')).toBeVisible();
  await userEvent.keyboard('r');
  await expect.element(page.getByText('Converged: a fresh attack found nothing new')).toBeVisible();
  expect(asked).toEqual(['one accepted', 'two rejected']);
});

test('all clusters that wait are accepted at once', async () => {
  const asked = show('run');
  await reviewEachFlaw();
  await userEvent.keyboard('s');
  await button('Accept all that wait').click();
  await expect.element(page.getByText('Converged: a fresh attack found nothing new')).toBeVisible();
  expect(asked).toEqual(['one abstained', 'all accepted']);
});

test('a batch is undone only after the dialog has named what goes', async () => {
  const asked = show('run');
  await button('Run until it converges').click();
  await button('Undo this batch').click();
  const dialog = page.getByRole('dialog', { name: 'Undo the batch of turn 1' });
  await expect.element(dialog.getByText(/^1 patch will be taken out of the reward/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  expect(asked).toEqual([]);
  await button('Undo this batch').click();
  await dialog.getByRole('button', { name: 'Undo the batch' }).click();
  await expect.element(page.getByText('taken back', { exact: true })).toBeVisible();
  expect(asked).toEqual(['undo 1']);
});

test('each setting of the dial tells what it would do, and scenarios are decided and filtered', async () => {
  show('gate');
  const table = page.getByRole('table', { name: 'What each setting of the dial would do' });
  await expect.element(table.getByRole('columnheader', { name: 'permuted stopped' })).toBeVisible();
  await expect.element(table.getByRole('row', { name: /^30 %/ })).toHaveTextContent('70.0 %');
  await expect.element(page.getByText('Not audited.')).toBeVisible();
  await userEvent.upload(page.getByLabelText('File of scenarios'), new File(['{}'], 'doses.jsonl'));
  await expect.element(page.getByText('Double the dose.')).toBeVisible();
  await page.getByRole('group', { name: 'Show only' }).getByRole('button').first().click();
  await expect.element(page.getByText('Double the dose.')).not.toBeInTheDocument();
  await expect.element(page.getByText('Rest today.')).toBeVisible();
});

/** What the next download is called and holds; nothing is saved. */
function nextDownload(): Promise<{ name: string; text: string }> {
  return new Promise((resolve) => {
    const take = (event: Event): void => {
      const link = event.target;
      if (!(link instanceof HTMLAnchorElement) || link.download === '') return;
      event.preventDefault();
      document.removeEventListener('click', take, true);
      const { href, download: name } = link;
      void fetch(href).then(async (file) => resolve({ name, text: await file.text() }));
    };
    document.addEventListener('click', take, true);
  });
}

test('decisions go home as the records that gate.py writes, whatever the table shows', async () => {
  show('gate');
  await userEvent.upload(page.getByLabelText('File of scenarios'), new File(['{}'], 'doses.jsonl'));
  await page.getByRole('group', { name: 'Show only' }).getByRole('button').first().click();
  const saved = nextDownload();
  await button('Download decision records').click();
  const { name, text } = await saved;
  expect(name).toBe('decisions.jsonl');
  const records = text.trimEnd().split('\n');
  const read = records.map((line) => readBy(decisionRecordSchema, JSON.parse(line), 'a record'));
  expect(read.map(({ row, action }) => [row, action])).toEqual([
    [0, 'allow'],
    [1, 'block'],
  ]);
});

test('the vote of whole runs is off until it is asked for, says what it means, and refuses what p cannot reach', async () => {
  const asked = show('gate');
  const vote = page.getByRole('checkbox', { name: /whole run is unusual/ });
  await expect.element(vote).not.toBeChecked();
  await vote.click();
  await expect.element(page.getByText(/as unusual as 5.0 % of 45 training episodes/)).toBeVisible();
  const field = page.getByRole('spinbutton', { name: /^p_min/ });
  await field.fill('0.01');
  await expect.element(page.getByRole('alert')).toHaveTextContent(/p is never below 0.022/);
  await expect.element(button('Keep this gate')).toBeDisabled();
  await field.fill('0.1');
  await button('Keep this gate').click();
  await expect.poll(() => asked).toEqual(['p_min 0.1']);
});

test('no part of the audit keeps a reader or a keyboard out', async () => {
  show('norms');
  await button('Propose limits').click();
  await button(/^Edit range_x$/).click();
  await expectOpenToAll();
  await page.getByRole('link', { name: 'Flywheel' }).click();
  await button('Run until it converges').click();
  await expect.element(button('Undo this batch')).toBeVisible();
  await expectOpenToAll();
  await page.getByRole('link', { name: 'Gate' }).click();
  await expect.element(page.getByRole('table', { name: 'What each setting of the dial would do' })).toBeVisible();
  await expectOpenToAll();
});
