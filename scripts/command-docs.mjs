/** `node scripts/command-docs.mjs` writes the README's tables of commands without a screen; a test says when they are old. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../src/headless/commands.mjs';
import { withCommands } from './lib/headless-usage.mjs';
import { main } from './lib/main.mjs';
import { root } from './lib/run.mjs';

const readme = join(root, 'README.md');

await main(async () => writeFileSync(readme, withCommands(readFileSync(readme, 'utf8'), commands.list)));
