/** `npm run schemas` writes what is published of the documents (scripts/lib/schemas.ts). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { runnerImport } from 'vite';
import { main } from './lib/main.mjs';
import { root } from './lib/run.mjs';

await main(async () => {
  const options = { root, configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error') };
  const { module } = await runnerImport(join(root, 'scripts/lib/schemas.ts'), options);
  const { published } = /** @type {typeof import('./lib/schemas')} */ (module);
  for (const [path, text] of published(readFileSync(join(root, 'docs/artifact.md'), 'utf8'))) {
    const filepath = join(root, path);
    writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
    process.stdout.write(`${path}\n`);
  }
  return 0;
});
