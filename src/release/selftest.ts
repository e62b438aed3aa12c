/**
 * `selftest.json`: 256 inputs and what the float64 reference says about them (docs/methods.md 10). None lies near a step, so
 * that every program can be held to the same figures.
 */
import type { ErrorModel } from '../reward/types';
import * as v from 'valibot';
import { Refused } from '../basics/refused';
import { exactly, finite, list, readBy } from '../basics/schema';
import { onnxOutputs } from '../formats/artifact/onnx/graph';
import type { ArtifactInput } from './artifact';
import { decisionEntries } from '../gate/record';
import { chooseRows } from './selftest-rows';

const tolerance = { absolute: 1e-4, relative: 5e-4 } as const;
const mostRows = 4096;
const column = list(finite, 0, mostRows);
const matrix = list(list(finite, 1), 0, mostRows);
type Column = Exclude<(typeof onnxOutputs)[number], 'member_energies'>;
const columns = onnxOutputs.filter((name): name is Column => name !== 'member_energies');

const decision = exactly(decisionEntries);

export const selftestSchema = v.pipe(
  exactly({
    inputs: v.pipe(matrix, v.description('Float32-exact, raw units.')),
    outputs: exactly({
      ...(Object.fromEntries(columns.map((name) => [name, column])) as Record<Column, typeof column>),
      member_energies: matrix,
    }),
    decisions: list(decision, 0, mostRows),
    tolerance: exactly({
      absolute: v.literal(tolerance.absolute, 'is another tolerance'),
      relative: v.literal(tolerance.relative, 'is another tolerance'),
    }),
  }),
  v.title('selftest.json'),
  v.description('Inputs and what the float64 reference says about them, one row each.'),
  v.check(
    ({ inputs, outputs, decisions }) =>
      [...Object.values(outputs), decisions].every(({ length }) => length === inputs.length),
    'has columns of two lengths',
  ),
);

/** Expected outputs for 256 inputs, so that any program can check itself (docs/methods.md 10). */
export type Selftest = v.InferOutput<typeof selftestSchema>;

function rows(values: ArrayLike<number>, width: number): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width));
}

/** Chooses the inputs and scores them. @param models the opened members of the model */
export async function makeSelftest(input: ArtifactInput, models: readonly ErrorModel[]): Promise<Selftest> {
  const { points, scores, distanceRatio } = await chooseRows(input, models);
  return {
    inputs: rows(points.raw, input.model.features.length),
    outputs: {
      score: Array.from(scores.score),
      base_reward: Array.from(scores.baseReward),
      suppression: Array.from(scores.suppression),
      energy: Array.from(scores.energy),
      member_disagreement: Array.from(scores.memberDisagreement),
      steering_sensitivity: Array.from(scores.sensitivity),
      member_energies: rows(scores.memberEnergies, models.length),
    },
    decisions: input
      .decide(points, scores, distanceRatio)
      .map(({ action, reasons }) => ({ action, reasons: [...reasons] })),
    tolerance,
  };
}

/** @throws Refused */
export function readSelftest(value: unknown, features: number, members: number): Selftest {
  const selftest = readBy(selftestSchema, value, 'selftest.json');
  const { inputs, outputs } = selftest;
  const fits =
    inputs.every((row) => row.length === features) && outputs.member_energies.every((row) => row.length === members);
  if (!fits) throw new Refused('selftest.json has a row of the wrong length');
  return selftest;
}
