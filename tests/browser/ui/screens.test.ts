import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail } from '../../../src/basics/result';
import { FailedCall } from '../../../src/app/worker/failed-call';
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

function show(hash: string, options: Parameters<typeof fakeServices>[0] = {}) {
  location.hash = hash;
  const services = fakeServices({ delay: 20, pace: 1, ...options });
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  stop = () => unmount(app);
  return services;
}

function give(name: string): void {
  const input = document.querySelector<HTMLInputElement>('input[aria-label="Demonstration files"]');
  const files = new DataTransfer();
  files.items.add(new File(['x'], name));
  if (input === null) throw new Error('there is no file input');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

async function seriousViolations(): Promise<string[]> {
  const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const map = () => button(/^Reward map/);

/** Presses the map at a share of its width and height. */
async function press(x: number, y: number): Promise<void> {
  const box = map().element().getBoundingClientRect();
  await userEvent.click(map(), { position: { x: x * box.width, y: y * box.height } });
}

test('files become a data set, and the data set leads on to training', async () => {
  show('#/data', { datasets: false, rewards: false });
  give('maze.npz');
  await expect.element(page.getByText('a pickled object column: never opened')).toBeVisible();
  await userEvent.fill(page.getByLabelText('Name of the data set'), 'My maze');
  await button('Add data set').click();
  await expect.element(button('Train reward')).toBeVisible();
  await expect.element(page.getByRole('combobox', { name: 'Data set' })).toHaveDisplayValue('My maze');
});

test('a mapping without features cannot be stored, and says what to do', async () => {
  show('#/data');
  give('maze.npz');
  await expect.element(button('Add data set')).toBeEnabled();
  for (const column of ['obs_0', 'obs_1'])
    await userEvent.selectOptions(page.getByLabelText(`Role of ${column}`), 'ignore');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Give at least one column a role.');
  await expect.element(button('Add data set')).toBeDisabled();
});

test('a refused file does not throw away the mapping that is being made', async () => {
  show('#/data');
  give('maze.npz');
  await userEvent.fill(page.getByLabelText('Name of obs_0'), 'height');
  const transfer = new DataTransfer();
  transfer.items.add(new File(['x'], 'expert.pkl'));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await expect.element(page.getByRole('alert')).toHaveTextContent('Pickled data is never opened');
  await expect.element(page.getByLabelText('Name of obs_0')).toHaveValue('height');
  await button('Dismiss').click();
  await expect.element(button('Add data set')).toBeEnabled();
});

test('a pickle is refused in words of its own', async () => {
  show('#/data');
  give('expert.pkl');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Pickled data is never opened');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing in it was run');
});

test('a reward file with a changed byte says that nothing was stored', async () => {
  show('#/data');
  const transfer = new DataTransfer();
  transfer.items.add(new File([], 'maze.reward.zip'));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await expect.element(page.getByRole('alert')).toHaveTextContent('The reward file was changed after it was made');
});

test('a reward file that somebody renamed is known by its first bytes', async () => {
  show('#/data');
  const head = new Uint8Array(64);
  head.set(new TextEncoder().encode('artifact.id'), 30);
  const transfer = new DataTransfer();
  transfer.items.add(new File([head], 'download.zip'));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await expect.element(map()).toBeVisible();
});

test('a run that is refused says why where it was asked for', async () => {
  const services = show('#/train');
  const { failure } = fail('too-few-rows', '3 rows are too few for 5 members.', 'Train fewer members.');
  Object.assign(services.training, { start: () => Promise.reject(new FailedCall(failure)) });
  await button('Train reward').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Too few rows to train on');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Train fewer members.');
  await expect.element(button('Train reward')).toBeEnabled();
});

test('unfinished training is discarded after a question', async () => {
  const services = show('#/train', { unfinished: true });
  const cancelled: string[] = [];
  Object.assign(services.training, { cancel: async (id: string) => void cancelled.push(id) });
  await button('Discard').click();
  await expect.element(page.getByRole('dialog')).toHaveTextContent('Discard the unfinished training on “maze-01”?');
  expect(cancelled).toEqual([]);
  await button('Discard training').click();
  await expect.poll(() => cancelled).toEqual(['run-0']);
});

test('a rename that is refused says why beside the name', async () => {
  const services = show('#/inspect?reward=reward-1');
  const { failure } = fail('elsewhere', 'This reward was changed in another tab.', 'Reload this page.');
  Object.assign(services.inspect, { rename: () => Promise.reject(new FailedCall(failure)) });
  await page.getByRole('tab', { name: 'Figures' }).click();
  await userEvent.fill(page.getByLabelText('Name', { exact: true }), 'other');
  await userEvent.keyboard('{Tab}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Another tab was faster');
});

test('the lists and the download count patches as they are now', async () => {
  show('#/inspect?reward=reward-1');
  await expect.element(map()).toBeVisible();
  await button('Suppress').click();
  await press(0.3, 0.3);
  await expect.element(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect.element(button(/^Suppress patch 1/)).toBeVisible();
  await page.getByRole('link', { name: 'Download' }).click();
  await expect.element(page.getByText(/the model and 1 patch\./)).toBeVisible();
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await expect.element(page.getByText(/^1 patch ·/)).toBeVisible();
});

test('the landing picture is there at once for whoever comes back to it', async () => {
  show('#/data', { pictured: true });
  await expect.element(button('Open this reward')).toBeVisible();
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await expect.element(button('Train reward')).toBeVisible();
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await expect.element(button('Open this reward')).toBeVisible();
});

test('deleting a data set names it first and can be declined', async () => {
  const services = show('#/data');
  await button('Delete data set maze-01').click();
  await expect.element(page.getByRole('dialog')).toHaveTextContent('Delete the data set “maze-01”?');
  await button('Keep it').click();
  expect(await services.data.list()).toHaveLength(1);
  await button('Delete data set maze-01').click();
  await button('Delete data set').last().click();
  await expect.poll(async () => (await services.data.list()).length).toBe(0);
});

test('a training run ends with its figures and the way to the map', async () => {
  show('#/train');
  await button('Train reward').click();
  await expect.element(page.getByRole('heading', { name: 'What this reward can do' })).toBeVisible();
  await expect.element(page.getByText('Resemblance, not success.')).toBeVisible();
  await button('Inspect reward').click();
  await expect.element(map()).toBeVisible();
});

test('a run can be paused, resumed and cancelled', async () => {
  show('#/train', { pace: 40 });
  await button('Train reward').click();
  await button('Pause').click();
  await expect.element(page.getByRole('heading', { name: 'Paused: maze-01' })).toBeVisible();
  await button('Resume').click();
  await expect.element(page.getByRole('heading', { name: 'Training: maze-01' })).toBeVisible();
  await button('Cancel training').click();
  await expect.element(page.getByRole('heading', { name: 'Cancelled: maze-01' })).toBeVisible();
});

test('a run that a closed tab left can be resumed', async () => {
  show('#/train', { unfinished: true });
  await button('Resume training').click();
  await expect.element(page.getByRole('heading', { name: 'Trained: maze-01' })).toBeVisible();
});

test('a click on the map explains the score there', async () => {
  show('#/inspect?reward=reward-1');
  await expect.element(map()).toBeVisible();
  await press(0.6, 0.4);
  await expect.element(page.getByRole('heading', { name: 'Error by input' })).toBeVisible();
  await expect.element(button('Slice through here')).toBeVisible();
});

test('a patch placed on the map is saved, undone and redone', async () => {
  const services = show('#/inspect?reward=reward-1');
  await button('Suppress').click();
  await press(0.3, 0.3);
  await expect.poll(() => services.inspect.saved.get('reward-1')?.length).toBe(1);
  await expect.element(page.getByText('Saved', { exact: true })).toBeVisible();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => services.inspect.saved.get('reward-1')?.length).toBe(0);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  await expect.poll(() => services.inspect.saved.get('reward-1')?.length).toBe(1);
});

test('a patch moves, grows and goes by keys alone', async () => {
  const services = show('#/inspect?reward=reward-1');
  await button('Raise').click();
  await press(0.8, 0.8);
  const patch = () => services.inspect.saved.get('reward-1')?.[0];
  await expect.poll(patch).toBeDefined();
  const before = patch();
  if (before?.space !== 'input') throw new Error('the fake makes input patches');
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await expect
    .poll(() => {
      const now = patch();
      return now?.space === 'input' && now.center[0] > before.center[0];
    })
    .toBe(true);
  await userEvent.keyboard('+');
  await expect
    .poll(() => {
      const now = patch();
      return now?.space === 'input' && now.reach > before.reach;
    })
    .toBe(true);
  await userEvent.keyboard('{Delete}');
  await expect.poll(() => services.inspect.saved.get('reward-1')?.length).toBe(0);
});

test('a slider weakens the selected patch, and one undo takes the whole slide back', async () => {
  const services = show('#/inspect?reward=reward-1');
  await button('Suppress').click();
  await press(0.3, 0.3);
  const strength = page.getByRole('slider', { name: 'Strength' });
  for (const value of ['0.8', '0.6', '0.4']) {
    const input = strength.element() as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
  strength.element().dispatchEvent(new Event('change', { bubbles: true }));
  await expect.poll(() => services.inspect.saved.get('reward-1')?.[0]?.strength).toBe(0.4);
  await button('Undo').click();
  await expect.poll(() => services.inspect.saved.get('reward-1')?.[0]?.strength).toBe(1);
});

test('a patch over the budget says so in words', async () => {
  show('#/inspect?reward=reward-1');
  await button('Suppress').click();
  await press(0.5, 0.24);
  await expect.element(page.getByText(/Over the limit at/)).toBeVisible();
});

test('what changed just before a download is in the file', async () => {
  const services = show('#/inspect?reward=reward-1');
  await button('Suppress').click();
  await press(0.3, 0.3);
  await expect.element(button(/^Suppress patch 1/)).toBeVisible();
  await userEvent.keyboard('{Control>}s{/Control}');
  await expect.element(page.getByRole('heading', { name: 'Downloaded' })).toBeVisible();
  expect(services.inspect.saved.get('reward-1')).toHaveLength(1);
});

test('a reward that is not here says so and does not ask again and again', async () => {
  const services = show('#/inspect?reward=gone', {});
  let asked = 0;
  const open = services.inspect.open;
  Object.assign(services.inspect, { open: (id: string) => ((asked += 1), open(id)) });
  await expect.element(page.getByRole('alert')).toHaveTextContent('This reward is not in this browser.');
  expect(asked).toBeLessThanOrEqual(1);
});

for (const hash of ['#/data', '#/train', '#/inspect?reward=reward-1', '#/download?reward=reward-1']) {
  test(`${hash} has no serious accessibility violation`, async () => {
    show(hash);
    await expect.element(page.getByRole('heading', { level: 1 })).toBeInTheDocument();
    expect(await seriousViolations()).toEqual([]);
  });
}
