/**
 * `node scripts/golden-decisions.mjs COMMIT` writes tests/golden/decisions-COMMIT.json: what the bundled rewards say now, which
 * a unit test then holds the code to. It never writes over a file: what is pinned stays, until somebody deletes it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { main, UsageError } from './lib/main.mjs';
import { root } from './lib/run.mjs';

const about =
  'Scores and decisions of the bundled rewards, by tests/unit/golden/judged.ts. Points are not stored: they are drawn again ' +
  'from a seed, the basin and the ranges, and checked by their SHA-256. scores: s, float64, null = not finite; actions: a, e ' +
  'or b a row (allow, escalate, block); reasons: index into reasonLists.';

await main(async () => {
  const commit = process.argv[2] ?? '';
  if (!/^[0-9a-f]{7,40}$/.test(commit)) throw new UsageError('Name a commit: node scripts/golden-decisions.mjs COMMIT');
  const options = { root, configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error') };
  const { module } = await runnerImport(join(root, 'tests/unit/golden/judged.ts'), options);
  const { bundled, judge } = /** @type {typeof import('../tests/unit/golden/judged')} */ (module);
  /** @type {Record<string, object>} */
  const rewards = {};
  for (const name of bundled) rewards[name] = await judge(name);
  const text = JSON.stringify({ about, commit, rewards });
  const lines = text.replace(
    /"(rewards|point-maze|spatial-tube|model|powers|points|scores|actions|reasonLists|reasons)":/g,
    '\n$&',
  );
  writeFileSync(join(root, `tests/golden/decisions-${commit}.json`), `${lines}\n`, { flag: 'wx' });
  return 0;
});
