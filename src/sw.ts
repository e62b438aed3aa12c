/**
 * The service worker: stores every file of a release when it is installed and answers from that store, so that the app
 * works without a network and never mixes two releases. A new release waits until all windows of the old are closed.
 * Each answer carries the Content-Security-Policy, because a policy inside a page does not reach its workers.
 */
import { PrecacheController } from 'workbox-precaching';
import { headerPolicy } from '../scripts/lib/csp.mjs';

declare global {
  interface Window {
    /** Files of this release, written in by the build. */
    readonly __WB_MANIFEST: { url: string; revision: string | null }[];
  }
}

const worker = self as unknown as ServiceWorkerGlobalScope;
const release = new PrecacheController();
release.addToCacheList(self.__WB_MANIFEST);

/** The same response with the policy added. */
function guarded(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Content-Security-Policy', headerPolicy);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Name under which a URL is stored: without its query and fragment, folders as their index page. */
function storedName(address: string): string {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  if (url.pathname.endsWith('/')) url.pathname += 'index.html';
  return url.href;
}

async function answer(request: Request): Promise<Response> {
  const stored = await release.matchPrecache(storedName(request.url));
  return guarded(stored ?? (await fetch(request)));
}

worker.addEventListener('install', (event) => void release.install(event));
worker.addEventListener('activate', (event) => {
  void release.activate(event);
  event.waitUntil(worker.clients.claim());
});
worker.addEventListener('fetch', (event) => {
  const ours = event.request.method === 'GET' && event.request.url.startsWith(worker.registration.scope);
  if (ours) event.respondWith(answer(event.request));
});
