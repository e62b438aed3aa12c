/** `gate.json`: what makes the same decisions outside the app (METHODS.md 5, 10). Stage and thresholds live here alone. */
import { defaultAMax, type Thresholds } from '../flywheel/enforcement/thresholds';
import type { Calibration, OutOfFoldEpisode } from '../reward/types';
import type { Json } from './canonical';
import { Refused } from './canonical';
import { count, exactly, list, number, numbers, record } from './fields';

export const gateSchema = 'truewheel.gate/1';

export interface Gate {
  readonly thresholds: Thresholds;
  readonly calibration: readonly Calibration[];
  /** null without a basin. */
  readonly epsilon99: number | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
}

/** The part as data. A new reward starts in shadow, not audited, with no norm and no monitor. */
export function writeGate({ thresholds, calibration, epsilon99, outOfFold }: Gate): object {
  return {
    schema: gateSchema,
    stage: 'shadow',
    dial: thresholds.dial,
    thresholds: { enforcement: thresholds, monitor: {} },
    calibration,
    epsilon99,
    outOfFold,
    auditCells: [],
    norms: [],
  };
}

const thresholdKeys = ['dial', 'uMax', 'uBlock', 'nMax', 'debounce', 'floor', 'supported'] as const;

function readThresholds(value: Json): Thresholds {
  const fields = exactly(value, thresholdKeys, 'thresholds', ['aMax']);
  return {
    dial: number(fields.dial, 'dial'),
    uMax: number(fields.uMax, 'uMax'),
    uBlock: number(fields.uBlock, 'uBlock'),
    nMax: number(fields.nMax, 'nMax'),
    debounce: count(fields.debounce, 'debounce'),
    floor: number(fields.floor, 'floor'),
    supported: number(fields.supported, 'supported'),
    aMax: Object.hasOwn(fields, 'aMax') ? number(fields.aMax, 'aMax') : defaultAMax,
  };
}

function readEpisode(value: Json): OutOfFoldEpisode {
  const fields = exactly(value, ['episode', 'member', 'energies', 'uncertainties'], 'an out-of-fold episode');
  const energies = Float64Array.from(numbers(fields.energies, 'energies'));
  const uncertainties = Float64Array.from(numbers(fields.uncertainties, 'uncertainties'));
  if (energies.length !== uncertainties.length) throw new Refused('an out-of-fold episode has two lengths');
  const episode = count(fields.episode, 'episode');
  return { episode, member: count(fields.member, 'member'), energies, uncertainties };
}

/** @throws Refused */
export function readGate(value: Json): Omit<Gate, 'calibration'> & { readonly calibration: Json } {
  const keys = [
    'schema',
    'stage',
    'dial',
    'thresholds',
    'calibration',
    'epsilon99',
    'outOfFold',
    'auditCells',
    'norms',
  ];
  const fields = exactly(value, keys, 'gate.json');
  const both = exactly(fields.thresholds, ['enforcement', 'monitor'], 'thresholds');
  const thresholds = readThresholds(both.enforcement);
  const untouched =
    fields.schema === gateSchema &&
    fields.stage === 'shadow' &&
    fields.dial === thresholds.dial &&
    Object.keys(record(both.monitor, 'monitor')).length === 0 &&
    list(fields.auditCells, 'auditCells').length === 0 &&
    list(fields.norms, 'norms').length === 0;
  if (!untouched) throw new Refused('gate.json holds something that this version does not know');
  const epsilon99 = fields.epsilon99 === null ? null : number(fields.epsilon99, 'epsilon99');
  if (epsilon99 !== null && epsilon99 <= 0) throw new Refused('epsilon99 is not above 0');
  const outOfFold = list(fields.outOfFold, 'outOfFold').map(readEpisode);
  return { thresholds, epsilon99, calibration: fields.calibration, outOfFold };
}
