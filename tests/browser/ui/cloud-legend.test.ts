import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import App from '../../../src/ui/App.svelte';
import { fakeServices } from './fake-services';

const contextOf = HTMLCanvasElement.prototype.getContext;
let stop: (() => Promise<void>) | null = null;

beforeEach(async () => {
  await page.viewport(1280, 800);
});
afterEach(async () => {
  HTMLCanvasElement.prototype.getContext = contextOf;
  await stop?.();
  stop = null;
  document.body.replaceChildren();
});

function show(points: number): void {
  location.hash = '#/inspect?reward=reward-1';
  const services = fakeServices({ delay: 20, points });
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  stop = () => unmount(app);
}

const demonstrations = () => page.getByRole('checkbox', { name: /^Demonstrations/ });
function cloudCanvas(): HTMLCanvasElement {
  const found = document.querySelector<HTMLCanvasElement>('canvas[data-drawing]');
  if (found === null) throw new Error('there is no point cloud');
  return found;
}
/** Waits until the legend says so of the demonstrations; its spaces may be thin. */
const legend = (text: string) =>
  expect
    .element(page.getByRole('checkbox', { name: new RegExp(`^Demonstrations, ${text}$`.replaceAll(' ', '\\s+')) }))
    .toBeVisible();

test('the legend says that all demonstrations are shown once the map is at rest', async () => {
  show(300_000);
  await legend('300 000 of 300 000 shown');
  expect(cloudCanvas().dataset.drawing).toBe('webgl2');
});

test('hiding the demonstrations is said, too', async () => {
  show(6000);
  await legend('6 000 of 6 000 shown');
  await userEvent.click(demonstrations());
  await legend('0 of 6 000 shown');
});

test('without WebGL2 a part is drawn on a plain canvas, and the legend says how large it is', async () => {
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
    return kind === 'webgl2' ? null : Reflect.apply(contextOf, this, [kind, ...rest]);
  } as typeof contextOf;
  show(30_000);
  await legend('20 000 of 30 000 shown');
  const canvas = cloudCanvas();
  expect(canvas.dataset.drawing).toBe('2d');
  const picture = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  expect(picture.some((value) => value > 200)).toBe(true);
});

test('a lost context is drawn on again when it is back', async () => {
  show(6000);
  await legend('6 000 of 6 000 shown');
  const gl = cloudCanvas().getContext('webgl2');
  const loss = gl?.getExtension('WEBGL_lose_context');
  loss?.loseContext();
  await legend('0 of 6 000 shown');
  loss?.restoreContext();
  await legend('6 000 of 6 000 shown');
  expect(gl?.isContextLost()).toBe(false);
});

test('leaving the map gives its context back', async () => {
  show(6000);
  await legend('6 000 of 6 000 shown');
  const gl = cloudCanvas().getContext('webgl2');
  location.hash = '#/data';
  await expect.element(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
  expect(gl?.isContextLost()).toBe(true);
});
