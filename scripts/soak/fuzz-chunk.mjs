/**
 * Some cases of the fuzzing in a process of its own: `node fuzz-chunk.mjs TARGET SEED FROM TO` prints their tally as one line of
 * JSON; `node fuzz-chunk.mjs shares CASES` prints how many cases each target gets.
 */
import { join } from 'node:path';
import { loadConfigFromFile, runnerImport } from 'vite';
import { root } from '../lib/run.mjs';

const env = { command: /** @type {const} */ ('serve'), mode: 'test' };
const loaded = await loadConfigFromFile(env, join(root, 'vite.config.ts'));
// What imports stand for; the rest of the site's configuration has no part in this.
const { resolve } = loaded?.config ?? {};
await runnerImport(join(root, 'tests/fuzz/chunk.ts'), { root, resolve, logLevel: 'error' });
