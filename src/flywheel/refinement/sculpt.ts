/**
 * Sculpted experts: where most of the flaws lie with one expert of a member, that expert is made stricter, in as many members
 * as have one (docs/methods.md 2). No certificate covers it: episodes of the folds say what it costs.
 */
import { riskControl } from '../../reward/patches/risk-control';
import type { SculptPatch } from '../../reward/types';
import type { RefinementWords, Refiner, Sculpting, RepairContext } from '../types';
import { editLosses } from './edit-losses';

/** Mean gate from which an expert has the say over a set of flaws. */
const say = 0.5;
/** κ_s and the span of energies are made so many times stricter, the mildest that suffices. */
const factors = [2, 4, 8, 16, 32];

/** One expert of one member. */
interface Place {
  readonly member: number;
  readonly expert: number;
}

/** The expert of each member that has the say where the flaws are. */
function places(sculpting: Sculpting, { at }: RepairContext): Place[] {
  return sculpting.gates(at).flatMap(({ gates, experts }, member) => {
    const means = Array.from({ length: experts }, (_, expert) => {
      let sum = 0;
      for (let row = 0; row < at.rows; row++) sum += gates[row * experts + expert];
      return sum / at.rows;
    });
    const expert = means.indexOf(Math.max(...means));
    return means[expert] > say ? [{ member, expert }] : [];
  });
}

function patchesAt(chosen: readonly Place[], factor: number, sculpting: Sculpting, modelId: string): SculptPatch[] {
  return chosen.map(({ member, expert }) => {
    const { lMin, lMax } = sculpting.calibrations[member];
    const stricter = { lMax: lMin + (lMax - lMin) / factor, kappa: sculpting.kappa * factor };
    const id = `sculpt-${member + 1}-${expert + 1}`;
    return { id, kind: 'suppress', space: 'sculpt', strength: 1, member, expert, ...stricter, model: modelId };
  });
}

/** What it takes from each episode of the folds, over what is lost already. */
function costOf({ problem, patches }: RepairContext, added: readonly SculptPatch[]): Promise<number[]> {
  return editLosses(problem.basin, problem.scoresUnder, patches, [...patches, ...added]);
}

async function coversSome({ problem, at, patches }: RepairContext, added: readonly SculptPatch[]): Promise<number> {
  const { score } = await problem.scoresUnder(at, [...patches, ...added]);
  return score.reduce((count, s) => count + Number(s <= problem.floor), 0);
}

export const sculptWords: RefinementWords<'sculpt'> = {
  id: 'sculpt',
  title: 'Sculpted expert',
  hint: 'The expert that has the say where the flaws are, made 2 to 32 times stricter, the mildest that suffices.',
  evidence: 'tested',
};

export const sculpt: Refiner<'sculpt'> = {
  ...sculptWords,
  async propose(context) {
    const { problem, settings, flaws, modelId, patches } = context;
    const { sculpting } = problem;
    if (!sculpting || flaws.length === 0 || patches.some(({ space }) => space === 'sculpt')) return [];
    const chosen = places(sculpting, context);
    if (chosen.length === 0) return [];
    let best: readonly SculptPatch[] = [];
    let most = 0;
    for (const factor of factors) {
      const made = patchesAt(chosen, factor, sculpting, modelId);
      const { evidence, admittance } = riskControl(await costOf(context, made), settings.budget);
      if (admittance === 'refused') break;
      const covered = await coversSome(context, made);
      if (covered > most) {
        best = made.map((patch) => ({ ...patch, evidence }));
        most = covered;
      }
      if (covered === flaws.length) break;
    }
    return best;
  },
};
