/** A folder dropped on the window reaches the readers with the paths of its files, through the real worker. */
import { mount, unmount } from 'svelte';
import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import App from '../../../src/ui/App.svelte';
import { filesOf } from '../../../src/ui/screens/data/dropped';
import { connect } from '../../../src/app/connect';
import { leRobot3 } from '../../corpus/good-lerobot';
import { fakeServices } from './fake-services';

type Tree = ReadonlyMap<string, File | Tree>;

/** Files by their paths as folders in folders. */
function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const root = new Map<string, File | Tree>();
  for (const [path, content] of Object.entries(files)) {
    const names = path.split('/');
    const last = names.pop() ?? '';
    let folder = root;
    for (const name of names) {
      const inner = folder.get(name);
      const next = inner instanceof Map ? inner : new Map<string, File | Tree>();
      folder.set(name, next);
      folder = next;
    }
    folder.set(last, new File([content as BlobPart], last));
  }
  return root;
}

/** What a browser hands out for a dropped file or folder; only a person's hand makes the browser's own. */
function entryOf(name: string, content: File | Tree, parent: string): object {
  const fullPath = `${parent}/${name}`;
  if (content instanceof File) {
    return { name, fullPath, isFile: true, isDirectory: false, file: (take: (file: File) => void) => take(content) };
  }
  const createReader = () => {
    const left = [...content].map(([inner, value]) => entryOf(inner, value, fullPath));
    // Browsers give a folder's entries in portions, and then none.
    return { readEntries: (take: (entries: object[]) => void) => take(left.splice(0, 2)) };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader };
}

function transferOf(files: Readonly<Record<string, string | Uint8Array>>): DataTransfer {
  const entries = [...treeOf(files)].map(([name, content]) => entryOf(name, content, ''));
  const items = entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry }));
  return { types: ['Files'], items, files: [] } as unknown as DataTransfer;
}

function drop(transfer: DataTransfer): Event {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', { value: transfer });
  document.body.dispatchEvent(event);
  return event;
}

const folder = Object.fromEntries(Object.entries(leRobot3).map(([path, content]) => [`arm/${path}`, content]));

test('files of a dropped folder bear their paths, also where a folder gives its entries in portions', async () => {
  const files = await filesOf(transferOf({ ...folder, 'arm/.cache/x': 'x', 'b.csv': 'x\n1\n' }));
  expect(files.map(({ name }) => name)).toEqual([...Object.keys(folder), 'b.csv'].sort());
  const info = files.find(({ name }) => name === 'arm/meta/info.json');
  expect(await info?.text()).toBe(folder['arm/meta/info.json']);
});

test('a LeRobot folder dropped on the window is read as one, by its paths', async () => {
  location.hash = '#/data';
  const services = { ...fakeServices({ datasets: false, rewards: false, delay: 20, pace: 1 }), data: connect().data };
  const app = mount(App, { target: document.body, props: { services, offlineReady: Promise.resolve() } });
  onTestFinished(async () => {
    await unmount(app);
    document.body.replaceChildren();
  });
  await expect.element(page.getByText('Drop demonstrations here')).toBeVisible();
  expect(drop(transferOf(folder)).defaultPrevented).toBe(true);
  await expect.element(page.getByText('lerobot v3.0').first()).toBeVisible();
  await expect.element(page.getByText('elbow_pos').first()).toBeVisible();
  await expect.element(page.getByLabelText('Name of the data set')).toHaveValue('arm');
});
