/**
 * `selftest.json`: 256 inputs and what the float64 reference says about them (docs/methods.md 10). None lies near a step, so
 * that every program can be held to the same figures.
 */
import type { ErrorModel } from '../reward/types';
import type { ArtifactInput, Selftest } from './artifact';
import { decisionEntries, type Decision } from '../gate/record';
import { Refused, type Json } from './canonical';
import { exactly as schemaOf, readBy } from '../basics/schema';
import { exactly, list, numbers } from './fields';
import { chooseRows } from './selftest-rows';

const tolerance = { absolute: 1e-4, relative: 5e-4 };
function rows(values: ArrayLike<number>, width: number): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width));
}

/** Chooses the inputs and scores them. @param models the opened members of the model */
export async function makeSelftest(input: ArtifactInput, models: readonly ErrorModel[]): Promise<Selftest> {
  const { points, scores, uncertainty } = await chooseRows(input, models);
  return {
    inputs: rows(points.raw, input.model.features.length),
    outputs: {
      score: Array.from(scores.safety),
      base_reward: Array.from(scores.reward),
      suppression: Array.from(scores.suppression),
      energy: Array.from(scores.energy),
      member_disagreement: Array.from(scores.disagreement),
      steering_sensitivity: Array.from(scores.sensitivity),
      member_energies: rows(scores.memberEnergies, models.length),
    },
    decisions: input.decide(points, scores, uncertainty),
    tolerance,
  };
}

const decisionSchema = schemaOf(decisionEntries);

function readDecision(value: Json): Decision {
  return readBy(decisionSchema, value, 'decisions');
}

const columns = [
  'score',
  'base_reward',
  'suppression',
  'energy',
  'member_disagreement',
  'steering_sensitivity',
] as const;

/** @throws Refused */
export function readSelftest(value: Json, features: number, members: number): Selftest {
  const fields = exactly(value, ['inputs', 'outputs', 'decisions', 'tolerance'], 'selftest.json');
  const matrix = (item: Json, width: number, what: string): number[][] =>
    list(item, what, 4096).map((row) => {
      const found = numbers(row, what);
      if (found.length !== width) throw new Refused(`${what}: a row has the wrong length`);
      return found;
    });
  const inputs = matrix(fields.inputs, features, 'inputs');
  const found = exactly(fields.outputs, [...columns, 'member_energies'], 'outputs');
  const column = (name: (typeof columns)[number]): number[] => numbers(found[name], name);
  const outputs = {
    score: column('score'),
    base_reward: column('base_reward'),
    suppression: column('suppression'),
    energy: column('energy'),
    member_disagreement: column('member_disagreement'),
    steering_sensitivity: column('steering_sensitivity'),
    member_energies: matrix(found.member_energies, members, 'member_energies'),
  };
  const decisions = list(fields.decisions, 'decisions', 4096).map(readDecision);
  const lengths = [...Object.values(outputs).map((values) => values.length), decisions.length];
  if (lengths.some((length) => length !== inputs.length)) throw new Refused('selftest.json has columns of two lengths');
  const allowed = exactly(fields.tolerance, ['absolute', 'relative'], 'tolerance');
  if (allowed.absolute !== tolerance.absolute || allowed.relative !== tolerance.relative) {
    throw new Refused('selftest.json has another tolerance');
  }
  return { inputs, outputs, decisions, tolerance };
}
