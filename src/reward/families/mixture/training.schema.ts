/** Schemas of the settings of a training and of its checkpoints, for the store. */
import * as v from 'valibot';
import { count, exactly, list, measured, note, oneOf } from '../../../basics/schema';
import type { MixtureSettings, TrainingCheckpoint } from './training';

export const mixtureSettings: v.GenericSchema<unknown, MixtureSettings> = exactly({
  form: oneOf(['default', 'published']),
  members: count(1),
  experts: count(1),
  bottleneck: count(),
  hidden: count(),
  epochs: count(),
  batch: count(1),
  learningRate: measured,
  balance: measured,
  seed: measured,
});

const weights = v.instance(Float32Array, 'is not a list of float32');

export const trainingCheckpoint: v.GenericSchema<unknown, TrainingCheckpoint> = v.pipe(
  exactly({
    member: count(),
    step: count(),
    settings: mixtureSettings,
    backend: note(),
    parameters: weights,
    firstMoment: weights,
    secondMoment: weights,
    best: weights,
    bestValidation: measured,
    lossSum: measured,
    lossRows: measured,
    lastValidation: measured,
    gateUse: list(measured),
    seconds: measured,
  }),
  v.check(
    ({ parameters, firstMoment, secondMoment, best }) =>
      [firstMoment, secondMoment, best].every((part) => part.length === parameters.length),
    'has parts that do not fit together',
  ),
);
