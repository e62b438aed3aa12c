/** What an import asks before it starts, and what becomes of a data set. */
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail } from '../../../src/basics/result';
import App from '../../../src/ui/App.svelte';
import { fakeServices } from './fake-services';

let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
  document.body.replaceChildren();
});

function show(options: Parameters<typeof fakeServices>[0] = {}) {
  location.hash = '#/data';
  const services = fakeServices({ delay: 20, pace: 1, ...options });
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  stop = () => unmount(app);
  return services;
}

function drop(...names: string[]): void {
  const transfer = new DataTransfer();
  for (const name of names) transfer.items.add(new File(['xx'], name));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
}

const button = (name: string | RegExp) => page.getByRole('button', { name });

test('an import that needs much memory says how much, and waits for a word', async () => {
  const services = show({ memory: 2e9 });
  let reads = 0;
  const read = services.data.read.bind(services.data);
  services.data.read = (...given) => {
    reads += 1;
    return read(...given);
  };
  drop('large.npz');
  await expect.element(page.getByRole('heading', { name: /needs about 4\.0 GB of memory/ })).toBeVisible();
  expect(reads).toBe(0);
  await button('Cancel').click();
  await expect.element(button('Choose files')).toBeVisible();
  expect(reads).toBe(0);
  drop('large.npz');
  await userEvent.click(page.getByRole('button', { name: 'Read', exact: true }));
  await expect.element(button('Add data set')).toBeVisible();
  expect(reads).toBe(1);
});

test('an import that cannot fit is refused before it is read', async () => {
  const services = show();
  services.data.need = async () => {
    const { failure: refusal } = fail('too-large', 'The files hold 9 GB.', 'Choose fewer files.');
    return { fileBytes: 9e9, memory: 2e10, storage: 1e9, refusal };
  };
  services.data.read = () => Promise.reject(new Error('it was read'));
  drop('huge.npz');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Choose fewer files.');
});

test('stopping a reading stops the worker, too', async () => {
  const services = show();
  let stopped = 0;
  services.data.read = () => new Promise(() => undefined);
  services.data.stop = async () => void (stopped += 1);
  drop('slow.npz');
  await button('Cancel').click();
  await expect.element(button('Choose files')).toBeVisible();
  expect(stopped).toBe(1);
});

test('rollouts are listed as such, cannot be trained on, and lead to the reward that scores them', async () => {
  show();
  drop('tries.npz');
  await userEvent.selectOptions(page.getByLabelText('What it is for'), 'rollouts');
  await button('Add data set').click();
  await expect.element(button('Score tries')).toBeVisible();
  await expect.element(page.getByText('Rollouts', { exact: true })).toBeVisible();
  expect(button('Train on tries').query()).toBeNull();
  await expect.element(button('Train on maze-01')).toBeVisible();
});

test('data that is added makes a new data set behind an old one', async () => {
  const services = show();
  const commit = services.data.commit.bind(services.data);
  const asked: unknown[] = [];
  services.data.commit = (token, mapping, name, options) => {
    asked.push(options);
    return commit(token, mapping, name, options);
  };
  drop('more.npz');
  await userEvent.selectOptions(page.getByLabelText('Put it'), 'after maze-01');
  await expect.element(page.getByText(/“maze-01” stays as it is/)).toBeVisible();
  await expect.element(page.getByLabelText('What it is for')).toBeDisabled();
  await button('Add data set').click();
  await expect.element(button('Train reward')).toBeVisible();
  expect(asked).toEqual([{ addTo: 'data-1' }]);
});
