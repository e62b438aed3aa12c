import { describe, expect, test } from 'vitest';
import { admit, withEvidenceOf } from '../../../../src/flywheel/refinement/admit';
import { testedEdits } from '../../../../src/flywheel/refinement/tested';
import type { AttackProblem, GoodPoints, RepairContext } from '../../../../src/flywheel/types';
import type { LatentPatch, Patch, Points, Scores } from '../../../../src/reward/types';
import { smallWorld } from './small-world';

const frames = 10;

/** J episodes of the folds on the axis. */
function basinOf(episodes: number): GoodPoints {
  const rows = episodes * frames;
  const raw = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? -2 + (4 * i) / (2 * rows) : 0));
  const owners = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / frames));
  return {
    points: { rows, x: raw, raw },
    episodes: owners,
    folds: new Int32Array(rows),
    reward: new Float64Array(rows).fill(1),
  };
}

const world = smallWorld();

/** The small world; a latent edit takes its strength from every good point that lies west of its centre. */
async function score(points: Points, patches: readonly Patch[]): Promise<Scores> {
  const scores = await world.problem.scoresUnder(
    points,
    patches.filter(({ space }) => space !== 'latent'),
  );
  for (const patch of patches) {
    if (patch.space !== 'latent' || patch.enabled === false) continue;
    for (let row = 0; row < points.rows; row++) {
      if (points.raw[2 * row] < patch.center[0]) scores.suppression[row] += patch.strength;
    }
  }
  return scores;
}

function latent(id: string, west: number, changes: Partial<LatentPatch> = {}): LatentPatch {
  const rest = { kind: 'suppress', space: 'latent', kernel: 'plateau', core: 0.7, reach: 1, gate: null } as const;
  return { id, ...rest, center: [west], member: 0, expert: 0, strength: 1, ...changes };
}

const test30 = { basin: basinOf(30), score, limit: 0.1 };
const harmless = latent('harmless', -5);
const harmful = latent('harmful', 0);

function repairContextOf(episodes: number, approval: 'automatic' | 'batch' = 'automatic'): RepairContext {
  const problem: AttackProblem = { ...world.problem, basin: basinOf(episodes), scoresUnder: score };
  return { ...world.context([], { approval }), problem };
}

describe('edits that no certificate covers', () => {
  test('a harmless one is let in with its figures, a harmful one is refused with what it would take', async () => {
    const { patches } = await testedEdits(test30, [], [harmless]);
    expect(patches?.[0].evidence).toEqual({ status: 'tested', bound: 1 / 31, episodes: 30 });
    const refused = await testedEdits(test30, [], [harmful]);
    expect(refused.patches).toBeNull();
    expect(refused.refused).toBeCloseTo(16 / 31, 10);
  });

  test('many that take a little each are refused when together they take too much', async () => {
    const little = (id: string) => latent(id, 5, { strength: 0.03 });
    const one = await testedEdits(test30, [], [little('a')]);
    expect(one.patches).not.toBeNull();
    const before = one.patches ?? [];
    expect((await testedEdits(test30, before, [...before, little('b'), little('c')])).patches).toBeNull();
    expect((await testedEdits(test30, before, [...before, little('b')])).patches).toHaveLength(2);
  });

  test('evidence stays with the edit that it was found for, and nobody can bring their own', async () => {
    const claimed = { ...harmful, evidence: { status: 'tested', bound: 0.01, episodes: 99 } as const };
    expect((await testedEdits(test30, [], [claimed])).patches).toBeNull();
    const first = (await testedEdits(test30, [], [harmless])).patches ?? [];
    const again = await testedEdits(test30, first, [
      { ...harmless, note: 'renamed', evidence: { status: 'certified' } },
    ]);
    expect(again.patches?.[0]).toMatchObject({ note: 'renamed', evidence: { status: 'tested' } });
  });

  test('one that is switched off costs nothing, and is tested when it is switched on', async () => {
    const off = { ...harmful, enabled: false };
    expect((await testedEdits(test30, [], [off])).patches).toEqual([off]);
    expect((await testedEdits(test30, [off], [harmful])).patches).toBeNull();
  });

  test('too few episodes leave it untested: a person may let it in, an automatic audit may not', async () => {
    const few = await testedEdits({ ...test30, basin: basinOf(18) }, [], [harmful]);
    expect(few.patches?.[0].evidence).toEqual({ status: 'untested', episodes: 18 });
    for (const [approval, admitted] of [
      ['automatic', 0],
      ['batch', 1],
    ] as const) {
      const context = repairContextOf(18, approval);
      expect(admit(await withEvidenceOf([harmless], context), context).admitted).toHaveLength(admitted);
    }
  });

  test('a batch takes in the latent edits that pass, and leaves out those that do not', async () => {
    const context = repairContextOf(30);
    const proposed = await withEvidenceOf([harmful, harmless], context);
    expect(proposed.map(({ id }) => id)).toEqual(['harmless']);
    expect(admit(proposed, context).admitted[0]?.evidence?.status).toBe('tested');
    // Whoever forgets to test gets nothing in.
    expect(admit([harmless], context).refused[0]?.why).toMatch(/Too few episodes/);
    const bad = { ...harmless, evidence: { status: 'tested', bound: 0.2, episodes: 30 } } as const;
    expect(admit([bad], context).refused[0]?.why).toMatch(/more than 0.1 from an unseen episode/);
  });

  test('an edit whose scores are no numbers is refused', async () => {
    const broken = latent('broken', NaN);
    const nan = async (points: Points, patches: readonly Patch[]): Promise<Scores> => {
      const scores = await score(points, patches);
      if (patches.length > 0) scores.suppression.fill(NaN);
      return scores;
    };
    expect((await testedEdits({ ...test30, score: nan }, [], [broken])).refused).toBe(1);
  });
});
