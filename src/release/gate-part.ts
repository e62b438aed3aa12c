/** `gate.json`: what makes the same decisions outside the app (docs/methods.md 5, 10). Stage and thresholds live here alone. */
import type { Thresholds } from '../gate/thresholds';
import type { AuditCells } from '../gate/cells/audit-cells';
import type { Norm } from '../norms/norm';
import type { NormSpace } from '../norms/rows';
import { leastEpisodes } from '../reward/calibration/conformal';
import type { Cover } from '../reward/distance/cover';
import type { Calibration, OutOfFoldEpisode } from '../reward/types';
import { readCells, writeCells } from './cells-part';
import { canonicalText, Refused, type Json } from './canonical';
import { claimsP } from '../gate/claims';
import { readCover, writeCover } from './cover-part';
import { count, exactly, list, number, numbers, record } from './fields';
import { alike, gateNorms } from './gate-norms';
import { readThresholds } from './thresholds-part';

export const gateSchema = 'truewheel.gate/1';

export interface Gate {
  readonly thresholds: Thresholds;
  readonly calibration: readonly Calibration[];
  /** null where nothing is known of the demonstrations: then everything is blocked. */
  readonly epsilon99: number | null;
  /** What stands for a basin that was left out; null with a basin, and in files from before there were covers. */
  readonly cover: Cover | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  readonly norms: readonly Norm[];
  /** null before the first audit: then there is no vote on the audit gap. */
  readonly cells: AuditCells | null;
  /** Whether anything is claimed by p; in files from before it was written down, nothing. */
  readonly claims: boolean;
}

/** What of the gate is written: `assessment` says what the judged episodes are. */
export type WrittenGate = Omit<Gate, 'claims' | 'cover'> & {
  readonly cover?: Cover | null;
  readonly assessment: unknown;
};

/** The part as data. A new reward starts in shadow, without a monitor. @throws Refused when a norm does not compile */
export function writeGate(gate: WrittenGate, space: NormSpace): object {
  const { thresholds, calibration, epsilon99, cover, outOfFold, norms, cells, assessment } = gate;
  return {
    schema: gateSchema,
    stage: 'shadow',
    dial: thresholds.dial,
    thresholds: { enforcement: thresholds, monitor: {} },
    calibration,
    epsilon99,
    ...(cover ? { cover: writeCover(cover) } : {}),
    outOfFold,
    claims: claimsP(outOfFold.length, assessment),
    audited: cells !== null,
    auditCells: cells && writeCells(cells),
    norms: gateNorms(norms, space),
  };
}

function readEpisode(value: Json): OutOfFoldEpisode {
  const fields = exactly(value, ['episode', 'member', 'energies', 'uncertainties'], 'an out-of-fold episode');
  const energies = Float64Array.from(numbers(fields.energies, 'energies'));
  const uncertainties = Float64Array.from(numbers(fields.uncertainties, 'uncertainties'));
  if (energies.length !== uncertainties.length) throw new Refused('an out-of-fold episode has two lengths');
  if (energies.length === 0) throw new Refused('an out-of-fold episode is empty');
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
  const fields = exactly(value, keys, 'gate.json', ['audited', 'claims', 'cover']);
  const both = exactly(fields.thresholds, ['enforcement', 'monitor'], 'thresholds');
  const thresholds = readThresholds(both.enforcement);
  // Before audits were written down, their place held an empty list.
  const none = fields.auditCells === null || (Array.isArray(fields.auditCells) && fields.auditCells.length === 0);
  const untouched =
    fields.schema === gateSchema &&
    fields.stage === 'shadow' &&
    fields.dial === thresholds.dial &&
    (fields.audited ?? false) === !none &&
    typeof (fields.claims ?? false) === 'boolean' &&
    Object.keys(record(both.monitor, 'monitor')).length === 0;
  if (!untouched) throw new Refused('gate.json holds something that this version does not know');
  const epsilon99 = fields.epsilon99 === null ? null : number(fields.epsilon99, 'epsilon99');
  if (epsilon99 !== null && epsilon99 <= 0) throw new Refused('epsilon99 is not above 0');
  const outOfFold = list(fields.outOfFold, 'outOfFold').map(readEpisode);
  if (new Set(outOfFold.map(({ episode }) => episode)).size < outOfFold.length) {
    throw new Refused('an out-of-fold episode occurs twice');
  }
  const claims = fields.claims === true;
  checkClaims(thresholds, claims, outOfFold.length);
  const cover = Object.hasOwn(fields, 'cover') ? readCover(fields.cover, dims, epsilon99 ?? NaN) : null;
  if (cover !== null && epsilon99 === null) throw new Refused('the cover has no epsilon99');
  const cells = none ? null : readCells(fields.auditCells, dims);
  return {
    thresholds,
    epsilon99,
    cover,
    outOfFold,
    cells,
    claims,
    calibration: fields.calibration,
    norms: fields.norms,
  };
}

/** p is claimed from 20 episodes on, and p_min is one that p can reach. @throws Refused */
function checkClaims({ pMin }: Thresholds, claims: boolean, episodes: number): void {
  if (claims && episodes < leastEpisodes) throw new Refused('p is claimed on fewer than 20 episodes');
  if (pMin === undefined) return;
  if (!claims) throw new Refused('pMin is set, and nothing is claimed by p');
  if (pMin < 1 / (episodes + 1)) throw new Refused('pMin is smaller than p can be');
}

/** Holds the trees of gate.json to the norms of norms.json: both must say the same. @throws Refused */
export function checkGateNorms(found: Json, norms: readonly Norm[], space: NormSpace): void {
  const wanted = JSON.parse(canonicalText(gateNorms(norms, space))) as Json;
  if (!alike(found, wanted)) throw new Refused('gate.json and norms.json do not agree');
}
