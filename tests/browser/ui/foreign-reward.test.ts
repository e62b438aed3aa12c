import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ok } from '../../../src/basics/result';
import App from '../../../src/ui/App.svelte';
import { fakeReward } from './fake-inspect';
import { fakeServices } from './fake-services';

let stop: (() => Promise<void>) | null = null;

beforeEach(async () => {
  await page.viewport(1280, 800);
  location.hash = '#/inspect?reward=reward-1';
  const services = fakeServices({ delay: 20 });
  const reward = { ...fakeReward('reward-1', []), assessment: null, basinSize: 0, seconds: NaN, epsilon99: NaN };
  services.inspect.open = async () => ok(reward);
  services.inspect.cloud = async () => ({ xy: new Float32Array(0), about: [0, 0], shown: 0, total: 0 });
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  stop = () => unmount(app);
});
afterEach(async () => {
  await stop?.();
  stop = null;
  document.body.replaceChildren();
});

test('a reward that came without demonstrations shows no figures in their place', async () => {
  await page.getByRole('tab', { name: 'Figures' }).click();
  await expect.element(page.getByRole('heading', { name: 'Not calibrated, not measured' })).toBeVisible();
  const panel = page.getByRole('tabpanel').element().textContent;
  expect(panel).toContain('Trained elsewhere');
  expect(panel).not.toMatch(/NaN|–|%|Validation error|Blocks from|ε₉₉/);
});

test('its legend says that no demonstrations came with it, and why nothing fades', async () => {
  await expect.element(page.getByRole('checkbox', { name: /none came with this reward/ })).toBeVisible();
  await expect.element(page.getByRole('checkbox', { name: /^Nothing fades/ })).toBeVisible();
});

test('its patches are held to no budget, and that is said', async () => {
  await page.getByRole('tab', { name: /Patches/ }).click();
  await expect.element(page.getByText('No good points came with this reward')).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Budget' })).not.toBeInTheDocument();
});
