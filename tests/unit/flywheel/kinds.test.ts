import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultAudit } from '../../../src/flywheel/default-audit';
import { sourceTable, sourceWords, strategies, strategyWords } from '../../../src/flywheel/red-team';
import { refinementSteps, refinementTable, refinementWords, refiners } from '../../../src/flywheel/refinement';
import type { Refiner, Strategy } from '../../../src/flywheel/types';
import { countWord, wordsOf } from '../../../src/ui/screens/audit/words';
import { asWritten, tableIn } from '../house/table-in';

const methods = 'docs/methods.md';

describe('strategies of the red team', () => {
  test('are said to be what they are, and each once', () => {
    expect(strategies.map(({ id, title, hint, distribution }) => ({ id, title, hint, distribution }))).toEqual(
      strategyWords,
    );
    expect(new Set(sourceWords.map(({ id }) => id)).size).toBe(sourceWords.length);
    for (const { id, title, hint } of sourceWords) expect(wordsOf(id)).toMatchObject({ title, hint });
    for (const { hint } of sourceWords) expect(hint).toMatch(/^[A-Z].{10,120}\.$/);
  });

  test('stand in docs/red-team.md, one that joins too', async () => {
    const path = 'docs/red-team.md';
    expect(tableIn(path, 'strategies')).toBe(await asWritten(path, sourceTable(sourceWords)));
    const toy: Strategy<'toy'> = {
      ...{ id: 'toy', title: 'Toy', hint: 'One point of the box.', distribution: null },
      applies: () => true,
      propose: ({ box }) => Promise.resolve({ raw: box.low, rows: 1, queries: 1 }),
    };
    expect(sourceTable([...sourceWords, toy])).toContain('| `toy` | Toy | One point of the box. | none |');
  });

  test('are in docs/methods.md with the sources that carry bounds', () => {
    const rows = [...tableIn(methods, 'sources').matchAll(/^\| (\S+) .*\| (yes|no) +\|$/gm)];
    const said = rows.map(([, id, bound]) => `${id.replaceAll('`', '')} ${bound}`);
    const meant = sourceWords.map(({ id, distribution }) => `${id} ${distribution === null ? 'no' : 'yes'}`);
    expect(said.sort()).toEqual(meant.sort());
  });

  test('are as many as README says', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(`${countWord(strategies.length)} strategies`);
  });
});

describe('kinds of repair', () => {
  test('are said to be what they are, in the order in which they are tried', () => {
    expect(refiners.map(({ id, title, hint, evidence }) => ({ id, title, hint, evidence }))).toEqual(refinementWords);
    expect(refinementSteps).toEqual(['mask', 'subspace', 'half-space', 'learned', 'sculpt', 'kernels']);
    expect(defaultAudit.kinds).toEqual(refinementSteps);
  });

  test('stand in docs/methods.md, one that joins too', async () => {
    expect(tableIn(methods, 'refinement')).toBe(await asWritten(methods, refinementTable(refinementWords)));
    const toy: Refiner<'toy'> = {
      ...{ id: 'toy', title: 'Toy', hint: 'Nothing at all.', evidence: 'tested' },
      propose: () => Promise.resolve([]),
    };
    expect(refinementTable([...refinementWords, toy])).toContain('| `toy` | Nothing at all. | tested |');
  });
});
