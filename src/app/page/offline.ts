/**
 * Whether the whole site is kept in this browser. Registers the service worker and says when it has stored every file
 * and answers for this page; from then on the app works without a network.
 */

let settle: () => void;
let giveUp: (cause: unknown) => void;

/**
 * Resolves once the site is kept. Rejects where it cannot be: in development, in a window that refuses service workers,
 * or when a file could not be stored; the app then needs its server, and says nothing false.
 */
export const offlineReady: Promise<void> = new Promise((resolve, reject) => {
  settle = resolve;
  giveUp = reject;
});
// Not to be kept is no fault of the page, whether or not somebody listens.
offlineReady.catch(() => undefined);

/** Resolves when a service worker answers for this page. */
function controlled(container: ServiceWorkerContainer): Promise<void> {
  if (container.controller !== null) return Promise.resolve();
  return new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(), { once: true });
  });
}

/** Resolves when the worker that is being installed is active; rejects when its installation fails. */
function activated(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('A file of the site could not be stored.'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

async function keep(container: ServiceWorkerContainer): Promise<void> {
  const registration = await container.register(new URL('sw.js', document.baseURI), { scope: './' });
  // An active worker has stored all of its release; a newer one beside it waits and changes nothing.
  const first = registration.active ?? registration.waiting ?? registration.installing;
  if (first !== null) await activated(first);
  await controlled(container);
}

/** Registers the service worker beside the page; call it once, after the screens are mounted. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) {
    giveUp(new Error('There is no service worker here.'));
    return;
  }
  keep(navigator.serviceWorker).then(settle, giveUp);
}
