/** Builds the bench page by itself, so that nothing of it is shipped. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { assembly } from '../../scripts/lib/assembly-plugin.mjs';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: {
    alias: {
      'h5wasm-module': fileURLToPath(new URL('../../node_modules/h5wasm/dist/esm/hdf5_util.js', import.meta.url)),
    },
  },
  plugins: [assembly()],
  worker: { format: 'es', plugins: () => [assembly()] },
  build: { target: 'es2023', emptyOutDir: true, chunkSizeWarningLimit: 2000 },
});
