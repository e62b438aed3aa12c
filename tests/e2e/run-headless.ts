/** `npm run headless` as a process of its own: its exit status and the JSON line that it prints last. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/lib/run.mjs';

/** @param out folder of the artifact; null where none is made */
export function runHeadless<Line>(
  out: string | null,
  options: readonly string[],
): Promise<{ status: number; line: Line }> {
  return new Promise((resolve, reject) => {
    const program = [
      join(root, 'scripts/command.mjs'),
      'headless',
      ...options,
      ...(out === null ? [] : ['--out', out]),
    ];
    execFile(process.execPath, program, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const last = stdout.trim().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) return reject(new Error(`No JSON line: ${stderr.slice(-2000)}`));
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, line: JSON.parse(last) as Line });
    });
  });
}
