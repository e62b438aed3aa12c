/** Builds the static site: two pages, workers as ES modules, relative paths, a service worker that keeps all of it. */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { assembly } from './scripts/lib/assembly-plugin.mjs';
import { licencesBesideBundle, policyInPages } from './scripts/lib/plugins.mjs';
import { precache } from './scripts/lib/precache.mjs';

/** Rooms and packages whose modules do nothing but define: a page that reads what a kind is called does not load what it does. */
const definesOnly =
  /\/(src\/(basics|demonstrations|norms|reward|gate|flywheel)|node_modules\/(re2js|valibot|@marcbachmann\/cel-js))\//;

export default defineConfig({
  base: './',
  publicDir: 'static',
  plugins: [assembly(), svelte({ configFile: false }), policyInPages(), licencesBesideBundle(), precache()],
  worker: { format: 'es', plugins: () => [assembly()], rollupOptions: { checks: { pluginTimings: false } } },
  resolve: {
    // The package names only an entry that makes one instance for good; readers need a new one for each file.
    alias: {
      'h5wasm-module': fileURLToPath(new URL('node_modules/h5wasm/dist/esm/hdf5_util.js', import.meta.url)),
    },
  },
  optimizeDeps: {
    // Lazy screens and workers too, so that no dependency is found late and reloads a page or a test under way.
    entries: ['index.html', 'headless.html', 'src/ui/**/*.svelte', 'workers/*.ts'],
    // Its parts are imported one by one, which is found only when the first Parquet file is opened.
    exclude: ['hyparquet'],
    include: [
      'axe-core',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      'comlink',
      'dexie',
    ],
  },
  build: {
    target: 'es2023',
    manifest: true,
    // The bundle budget weighs what matters, gzipped; the engine is one large lazy chunk by nature.
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      checks: { pluginTimings: false },
      treeshake: {
        moduleSideEffects: (id) => (definesOnly.test(id) ? false : undefined),
        propertyReadSideEffects: false,
      },
      input: { index: 'index.html', headless: 'headless.html', sw: 'src/sw.ts' },
      output: {
        // A service worker answers for the folder it lies in, and is found again under the same name.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
