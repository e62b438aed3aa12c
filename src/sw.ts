/**
 * The service worker: stores every file of a release when it is installed and answers from that store, so that the app
 * works without a network and never mixes two releases. A new release waits until all windows of the old are closed.
 * Each answer carries the Content-Security-Policy, because a policy inside a page does not reach its workers.
 */
import { headerPolicy } from '../scripts/lib/csp.mjs';

/** Written in by the build (`scripts/lib/precache.mjs`): paths beside this script, and a hash over all contents. */
declare const RELEASE: { readonly id: string; readonly files: readonly string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;
const prefix = 'truewheel-site-';
const storeName = prefix + RELEASE.id;
const addresses = new Set(RELEASE.files.map((path) => new URL(path, worker.location.href).href));

/** Fetches one file past the browser's own cache, which may still hold an older release. */
async function keep(store: Cache, address: string): Promise<void> {
  const response = await fetch(address, { cache: 'reload' });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  await store.put(address, response);
}

async function install(): Promise<void> {
  const store = await caches.open(storeName);
  await Promise.all([...addresses].map((address) => keep(store, address)));
}

/** Drops the stores of older releases and answers for windows that are open already. */
async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== storeName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The same response with the policy added. */
function guarded(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Content-Security-Policy', headerPolicy);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Address under which a request's file is stored: without query and fragment, folders as their index page. */
function storedAddress(requested: string): string {
  const url = new URL(requested);
  url.search = '';
  url.hash = '';
  if (url.pathname.endsWith('/')) url.pathname += 'index.html';
  return url.href;
}

async function answer(request: Request, address: string): Promise<Response> {
  const store = await caches.open(storeName);
  // The browser may have thrown the store away; then the network has to do.
  return guarded((await store.match(address)) ?? (await fetch(request)));
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const address = storedAddress(event.request.url);
  if (event.request.method === 'GET' && addresses.has(address)) event.respondWith(answer(event.request, address));
});
