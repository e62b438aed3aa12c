/** `gate.json`, in and out (docs/methods.md 10). */
import { readBy } from '../../basics/schema';
import type { Norm } from '../../norms/norm';
import type { NormSpace } from '../../norms/rows';
import type { Cover } from '../../reward/distance/cover';
import type { Calibration, OutOfFoldEpisode } from '../../reward/types';
import type { AuditCells } from '../cells/audit-cells';
import { claimsP } from '../claims';
import { gateMonitor, type MonitorModels } from '../monitor/gate-monitor';
import type { Thresholds } from '../thresholds';
import { writeMonitor, type MonitorDocument } from './monitor';
import { gateNorms, type GateNorm } from './norms';
import { cellsOf, coverOf, writeCells, writeCover } from './placed';
import { gateSchema, type GateDocument } from './schema';

/** What gate.json says, as the rooms know it. */
export interface Gate {
  readonly thresholds: Thresholds;
  /** One a member. */
  readonly calibration: readonly Calibration[];
  /** null where nothing is known of the demonstrations: then everything is blocked. */
  readonly epsilon99: number | null;
  /** What stands for a basin that was left out; null with a basin, or where nothing does. */
  readonly cover: Cover | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  /** What the monitor watches and was set to; its models lie in gate.safetensors. null = none decides. */
  readonly watching: MonitorDocument | null;
  /** Compiled; `checkGateNorms` holds them to norms.json. */
  readonly norms: readonly GateNorm[];
  /** null before the first audit: then there is no vote on the audit gap. */
  readonly cells: AuditCells | null;
  /** Whether anything is claimed by p. */
  readonly claims: boolean;
}

/** What of the gate is written: `assessment` says what the judged episodes are. */
export type WrittenGate = Omit<Gate, 'claims' | 'cover' | 'norms' | 'watching'> & {
  readonly monitor?: MonitorModels | null;
  readonly cover?: Cover | null;
  readonly norms: readonly Norm[];
  readonly assessment: unknown;
};

/** The document. A new reward starts in shadow, without a monitor. @throws Refused when a norm does not compile */
export function writeGate(gate: WrittenGate, space: NormSpace): GateDocument {
  const { thresholds, calibration, epsilon99, cover, outOfFold, norms, cells, assessment } = gate;
  return {
    schema: 'truewheel.gate/2',
    stage: 'shadow',
    dial: thresholds.dial,
    thresholds: { enforcement: thresholds, monitor: {} },
    calibration: [...calibration],
    epsilon99,
    ...(cover ? { cover: writeCover(cover) } : {}),
    outOfFold: outOfFold.map(({ episode, member, energies, uncertainties }) => ({
      ...{ episode, member },
      energies: Array.from(energies),
      uncertainties: Array.from(uncertainties),
    })),
    monitor: monitorOf(gate, space),
    claims: claimsP(outOfFold.length, assessment),
    audited: cells !== null,
    auditCells: cells && writeCells(cells),
    norms: gateNorms(norms, space),
  };
}

function monitorOf({ monitor, outOfFold, thresholds }: WrittenGate, { features }: NormSpace): MonitorDocument | null {
  const decides = gateMonitor(features, monitor, outOfFold, thresholds.dial);
  return decides && writeMonitor(decides);
}

/** @param value parsed JSON @param dims D @throws Refused */
export function readGate(value: unknown, dims: number): Gate {
  const { thresholds, calibration, epsilon99, cover, outOfFold, auditCells, ...rest } = readBy(
    gateSchema,
    value,
    'gate.json',
  );
  return {
    thresholds: thresholds.enforcement,
    calibration,
    epsilon99,
    cover: cover === undefined || epsilon99 === null ? null : coverOf(cover, dims, epsilon99),
    outOfFold: outOfFold.map(({ episode, member, energies, uncertainties }) => ({
      ...{ episode, member },
      energies: Float64Array.from(energies),
      uncertainties: Float64Array.from(uncertainties),
    })),
    watching: rest.monitor,
    norms: rest.norms,
    cells: auditCells && cellsOf(auditCells, dims),
    claims: rest.claims,
  };
}

export { checkGateNorms } from './norms';
