/**
 * Finds a Python 3 that has numpy; Debian's python3-numpy belongs to /usr/bin/python3. Where there is none the tests that need
 * it skip, but not in continuous integration: there it is a failure.
 */
import { spawnSync } from 'node:child_process';

const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3', 'python'];

/** Command of the first Python that can import these modules, or null. @throws Error where CI is set and there is none */
export function findPython(modules: string): string | null {
  for (const command of candidates) {
    if (command === undefined) continue;
    if (spawnSync(command, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0) return command;
  }
  const { CI: ci = '' } = process.env;
  if (ci !== '' && ci !== 'false') throw new Error(`no Python here can import ${modules}`);
  return null;
}
