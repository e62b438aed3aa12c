/** `npm run headless` and every other command of src/headless/commands.mjs: `node scripts/command.mjs NAME ARGUMENTS…`. */
import { runCommand } from './lib/run-command.mjs';

const [name, ...args] = process.argv.slice(2);
await runCommand(name, args);
