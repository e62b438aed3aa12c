/** All commands without a screen. A new one is its folder and its line here. */
import { collectCommands } from './collect.mjs';
import { importOnly } from './import-only/command.mjs';
import { train } from './train/command.mjs';

export const commands = collectCommands([train, importOnly]);
