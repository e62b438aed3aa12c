/** Mounts the screens with invented services, for looking at them: `npx vite`, then /tests/browser/ui/harness.html. */
import { mount } from 'svelte';
import App from '../../../src/ui/App.svelte';
import { fakeServices } from './fake-services';

const wants = new URLSearchParams(location.search);
const target = document.getElementById('app');
if (target === null) throw new Error('harness.html lost its #app');
mount(App, {
  target,
  props: {
    services: fakeServices({
      datasets: !wants.has('empty'),
      rewards: !wants.has('empty'),
      pictured: true,
      unfinished: wants.has('unfinished'),
      points: Number(wants.get('points') ?? 6000),
      pace: Number(wants.get('pace') ?? 10),
    }),
    offlineReady: Promise.resolve(),
  },
});
