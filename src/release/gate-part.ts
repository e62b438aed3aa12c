/** `gate.json`: what makes the same decisions outside the app (METHODS.md 5, 10). Stage and thresholds live here alone. */
import type { Thresholds } from '../flywheel/enforcement/thresholds';
import type { AuditCells } from '../flywheel/types';
import type { Norm } from '../norms/norm';
import type { NormSpace } from '../norms/rows';
import type { Calibration, OutOfFoldEpisode } from '../reward/types';
import { readCells, writeCells } from './cells-part';
import { canonicalText, Refused, type Json } from './canonical';
import { count, exactly, list, number, numbers, record } from './fields';
import { alike, gateNorms } from './gate-norms';

export const gateSchema = 'truewheel.gate/1';
/** What files from before there were audits mean. */
const olderAMax = 0.26;

export interface Gate {
  readonly thresholds: Thresholds;
  readonly calibration: readonly Calibration[];
  /** null without a basin. */
  readonly epsilon99: number | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  readonly norms: readonly Norm[];
  /** null before the first audit: then there is no vote on the audit gap. */
  readonly cells: AuditCells | null;
}

/** The part as data. A new reward starts in shadow, without a monitor. @throws Refused when a norm does not compile */
export function writeGate(gate: Gate, space: NormSpace): object {
  const { thresholds, calibration, epsilon99, outOfFold, norms, cells } = gate;
  return {
    schema: gateSchema,
    stage: 'shadow',
    dial: thresholds.dial,
    thresholds: { enforcement: thresholds, monitor: {} },
    calibration,
    epsilon99,
    outOfFold,
    audited: cells !== null,
    auditCells: cells && writeCells(cells),
    norms: gateNorms(norms, space),
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
    aMax: Object.hasOwn(fields, 'aMax') ? number(fields.aMax, 'aMax') : olderAMax,
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

const keys = [
  ...['schema', 'stage', 'dial', 'thresholds', 'calibration', 'epsilon99', 'outOfFold', 'auditCells', 'norms'],
] as const;

/** What gate.json says; `calibration` and `norms` are left for whoever knows the model and norms.json. @throws Refused */
export function readGate(
  value: Json,
  dims: number,
): Omit<Gate, 'calibration' | 'norms'> & { readonly calibration: Json; readonly norms: Json } {
  const fields = exactly(value, keys, 'gate.json', ['audited']);
  const both = exactly(fields.thresholds, ['enforcement', 'monitor'], 'thresholds');
  const thresholds = readThresholds(both.enforcement);
  // Before audits were written down, their place held an empty list.
  const none = fields.auditCells === null || (Array.isArray(fields.auditCells) && fields.auditCells.length === 0);
  const untouched =
    fields.schema === gateSchema &&
    fields.stage === 'shadow' &&
    fields.dial === thresholds.dial &&
    (fields.audited ?? false) === !none &&
    Object.keys(record(both.monitor, 'monitor')).length === 0;
  if (!untouched) throw new Refused('gate.json holds something that this version does not know');
  const epsilon99 = fields.epsilon99 === null ? null : number(fields.epsilon99, 'epsilon99');
  if (epsilon99 !== null && epsilon99 <= 0) throw new Refused('epsilon99 is not above 0');
  const outOfFold = list(fields.outOfFold, 'outOfFold').map(readEpisode);
  const cells = none ? null : readCells(fields.auditCells, dims);
  return { thresholds, epsilon99, outOfFold, cells, calibration: fields.calibration, norms: fields.norms };
}

/** Holds the trees of gate.json to the norms of norms.json: both must say the same. @throws Refused */
export function checkGateNorms(found: Json, norms: readonly Norm[], space: NormSpace): void {
  const wanted = JSON.parse(canonicalText(gateNorms(norms, space))) as Json;
  if (!alike(found, wanted)) throw new Refused('gate.json and norms.json do not agree');
}
