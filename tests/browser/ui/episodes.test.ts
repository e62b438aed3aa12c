/** Episodes as a person goes through them: ranked, looked at, shown on the map, compared, exported. */
import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail } from '../../../src/basics/result';
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

function show(
  options: Parameters<typeof fakeServices>[0] = {},
  change?: (services: ReturnType<typeof fakeServices>) => void,
) {
  location.hash = '#/inspect?reward=reward-1&tab=episodes';
  const services = fakeServices({ delay: 20, pace: 1, ...options });
  change?.(services);
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  stop = () => unmount(app);
  return services;
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const detail = (title: string) => page.getByRole('region', { name: title, exact: true });

test('the worst episode comes first, opens at its worst frame and says why', async () => {
  show();
  await expect.element(detail('Episode 10')).toBeVisible();
  await expect.element(page.getByText(/^Frame 31, 1\.03 s: .*, the worst of this episode$/)).toBeVisible();
  await expect.element(page.getByRole('slider', { name: 'Frame' })).toHaveValue('31');
  await expect.element(page.getByRole('heading', { name: 'Error by input' })).toBeVisible();
  await expect.element(page.getByText(/Longer episodes have higher peaks/)).toBeVisible();
});

test('J and K go through the episodes in the order of the table, which any column sorts', async () => {
  show();
  await expect.element(detail('Episode 10')).toBeVisible();
  await userEvent.keyboard('j');
  await expect.element(detail('Episode 11')).toBeVisible();
  await userEvent.keyboard('k');
  await expect.element(detail('Episode 10')).toBeVisible();
  await button('Mean score').click();
  await button('Mean score').click();
  await userEvent.keyboard('k');
  await expect
    .element(page.getByRole('columnheader', { name: 'Mean score' }))
    .toHaveAttribute('aria-sort', 'descending');
  await button('Episode 39').click();
  await userEvent.keyboard('j');
  await expect.element(detail('Episode 38')).toBeVisible();
});

test('the slider moves through the frames, and the explanation follows', async () => {
  const asked: (readonly number[])[] = [];
  show({}, (services) => {
    const explain = services.inspect.explain.bind(services.inspect);
    services.inspect.explain = (raw, patches) => {
      asked.push(raw);
      return explain(raw, patches);
    };
  });
  await expect.element(detail('Episode 10')).toBeVisible();
  const slider = page.getByRole('slider', { name: 'Frame' });
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByText(/^Frame 32, 1\.07 s/)).toBeVisible();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  expect(asked.at(-1)).not.toEqual(asked[0]);
  await button('To the worst frame').click();
  await expect.element(slider).toHaveValue('31');
});

test('a frame is shown on the map, explained there', async () => {
  show();
  await button('Show on the map').click();
  await expect.element(button(/^Reward map/)).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Nearest demonstrations' })).toBeVisible();
  expect(location.hash).not.toContain('tab=');
  await expect.poll(() => location.hash).toContain('at=');
});

test('without a claim there is no p, and the reason is told once', async () => {
  show({ claims: false, episodes: 6 });
  await expect.element(page.getByText(/No claim is made by p: fewer than 20 episodes/)).toBeVisible();
  expect(page.getByRole('columnheader', { name: 'p', exact: true }).query()).toBeNull();
});

test('thousands of episodes come a page at a time', async () => {
  show({ episodes: 1200 });
  await expect.element(button('Next 500')).toBeVisible();
  expect(page.getByRole('row').elements()).toHaveLength(501);
  await button('Next 500').click();
  await expect.element(button('Episode 510')).toBeVisible();
});

test('a scoring that takes long can be stopped, and started again', async () => {
  let stopped = 0;
  show({}, (services) => {
    const { rank } = services.episodes;
    services.episodes.rank = (...given) => {
      if (stopped > 0) return rank(...given);
      given[2]({ label: 'Scoring maze-01', done: 1, total: 9 });
      return new Promise(() => undefined);
    };
    services.episodes.stop = async () => void (stopped += 1);
  });
  await expect.element(page.getByText('Scoring maze-01')).toBeVisible();
  await button('Cancel').click();
  expect(stopped).toBe(1);
  await button('Score again').click();
  await expect.element(detail('Episode 10')).toBeVisible();
});

test('a set that does not fit is refused with what to do', async () => {
  show({}, (services) => {
    services.episodes.rank = async () => fail('bad-mapping', 'It lacks “x”.', 'Import its files again.');
  });
  await expect.element(page.getByRole('alert')).toHaveTextContent('Import its files again.');
});

test('rollouts dropped here are scored, told from demonstrations, and compared', async () => {
  show();
  await expect.element(detail('Episode 10')).toBeVisible();
  const transfer = new DataTransfer();
  transfer.items.add(new File(['x'], 'tries.npz'));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  await expect.element(page.getByLabelText('What it is for')).toHaveValue('rollouts');
  await button('Add and score').click();
  await expect.element(page.getByText(/AUROC 0\.83 by energy, 0\.91 joined/)).toBeVisible();
  await userEvent.selectOptions(page.getByLabelText('Second set'), 'maze-01');
  await expect.element(page.getByText('Paired over 30 episodes of the same number.')).toBeVisible();
  await expect.element(page.getByText(/scores lower and peaks higher/)).toBeVisible();
});

test('the video of an episode is asked for where it is not at hand', async () => {
  show();
  await expect.element(page.getByText('robot/videos/front/episode_000010.mp4')).toBeVisible();
  await expect.element(button('Choose the folder with the films')).toBeVisible();
  await userEvent.keyboard('j');
  await expect.element(detail('Episode 11')).toBeVisible();
  expect(button('Choose the folder with the films').query()).toBeNull();
});

test('nothing keeps a reader or a keyboard out', async () => {
  show();
  await expect.element(detail('Episode 10')).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Error by input' })).toBeVisible();
  const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
});
