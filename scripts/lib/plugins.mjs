/** Vite plugins of our own: the policy in every page, and the licences of what is shipped beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metaPolicy } from './csp.mjs';
import { root } from './run.mjs';

/**
 * Writes the Content-Security-Policy into built pages. Not in development, where Vite's client needs what it forbids.
 * @returns {import('vite').Plugin}
 */
export function policyInPages() {
  return {
    name: 'truewheel:policy-in-pages',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * Ships our licence and those of the packages inside the bundle as `licenses.txt`.
 * @returns {import('vite').Plugin}
 */
export function licencesBesideBundle() {
  return {
    name: 'truewheel:licences-beside-bundle',
    apply: 'build',
    generateBundle() {
      const source = ['LICENSE', 'THIRD_PARTY_NOTICES.md'].map((name) => readFileSync(join(root, name), 'utf8'));
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: source.join('\n\n') });
    },
  };
}
