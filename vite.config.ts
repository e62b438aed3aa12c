/** Builds the static site: two pages, workers as ES modules, relative paths, a service worker that keeps all of it. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type PluginOption } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { licencesBesideBundle, policyInPages } from './scripts/lib/plugins.mjs';

/** Largest file that the service worker keeps: the WebAssembly backends fit, larger example data does not. */
const largestKept = 2 * 1024 * 1024;

/** Everything that the app may ask for once it is loaded; pages for scripts (`headless.html`) are not among it. */
function offline(): PluginOption {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src',
    filename: 'sw.ts',
    injectRegister: false,
    manifest: false,
    injectManifest: {
      globPatterns: ['**/*.{html,js,css,wasm,svg,png,ico,webmanifest,txt,json,jsonl,csv,npz,npy,zip}'],
      globIgnores: ['headless.html', 'sw.js'],
      maximumFileSizeToCacheInBytes: largestKept,
    },
  });
}

export default defineConfig({
  base: './',
  publicDir: 'static',
  plugins: [svelte({ configFile: false }), policyInPages(), licencesBesideBundle(), process.env.VITEST ? [] : offline()],
  worker: { format: 'es' },
  optimizeDeps: { include: ['@tensorflow/tfjs-core', 'comlink', 'dexie'] },
  build: {
    target: 'es2023',
    manifest: true,
    // The bundle budget weighs what matters, gzipped; the engine is one large lazy chunk by nature.
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: { index: 'index.html', headless: 'headless.html' } },
  },
});
