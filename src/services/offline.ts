/**
 * Whether the whole site is kept in this browser. Registers the service worker and says when it has stored every file
 * and answers for this page; from then on the app works without a network.
 */

let settle: () => void;

/** Resolves once the site is kept. Never settles where there is no service worker: in development and in tests. */
export const offlineReady: Promise<void> = new Promise((resolve) => {
  settle = resolve;
});

/** Resolves when a service worker answers for this page. */
function controlled(container: ServiceWorkerContainer): Promise<void> {
  if (container.controller !== null) return Promise.resolve();
  return new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(), { once: true });
  });
}

/** Registers the service worker beside the page; call it once, after the first paint. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const container = navigator.serviceWorker;
  container
    .register(new URL('sw.js', document.baseURI), { type: 'classic', scope: './' })
    // `ready` waits for an active worker, and ours is active only when every file is stored.
    .then(() => Promise.all([container.ready, controlled(container)]))
    .then(() => settle())
    // Private windows may refuse service workers; the app then needs its network, and says nothing false.
    .catch((cause: unknown) => console.warn('The site could not be kept for work without a network.', cause));
}
