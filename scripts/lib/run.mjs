/**
 * Starts other programs. Promises that a program that cannot be started reads like one that failed, and that what a
 * caller prints as data is not mixed with what a program says (`quiet` sends both of its streams to stderr).
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} RunOptions
 * @property {boolean} [quiet] Send the program's output to stderr.
 * @property {NodeJS.ProcessEnv} [env] Added to this process's environment.
 */

/**
 * Runs a program in the repository root.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} Exit status; 127 when it could not be started, 128 when a signal ended it.
 */
export function run(program, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 2 : 1, 2],
      // Windows starts npm and npx through a .cmd file, which needs a shell.
      shell: process.platform === 'win32' && (program === 'npm' || program === 'npx'),
    });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a program that has to succeed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @throws {Error} with a sentence that names the command.
 */
export async function mustRun(program, args, options) {
  const status = await run(program, args, options);
  if (status !== 0) throw new Error(`“${program} ${args.join(' ')}” ended with status ${status}.`);
}
