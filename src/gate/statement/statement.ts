/**
 * What an audit states, with what it covers and what it stands on (docs/methods.md 4). A statement whose premise is gone is out
 * of date, and says so wherever it is shown or exported. Plain data and sentences; pure.
 */
import type { UntestedRule } from '../../norms/coverage';

/** A rule about words, held against the records of the data. */
export interface StatedCheck {
  readonly id: string;
  readonly rows: number;
  readonly violated: number;
  /** Of these: still rewarded above the threshold, for no reward reads words. */
  readonly rewarded: number;
  readonly inconclusive: number;
}

export interface StatedCoverage {
  readonly attacked: readonly string[];
  readonly onRecords: readonly StatedCheck[];
  readonly untested: readonly UntestedRule[];
}

/** What a statement stands on: it holds for this and nothing else. Hashes are SHA-256 in hex of canonical JSON. */
export interface Premise {
  /** Of model, rules and patches together: two rewards of one version are one and the same. */
  readonly version: string;
  readonly model: string;
  readonly rules: string;
  readonly patches: string;
  readonly data: { readonly name: string; readonly fingerprint: string };
  readonly settings: {
    readonly floor: number;
    readonly box: number;
    readonly budget: number;
    readonly queries: number;
    readonly seed: number;
    /** u of the tube that draws were made in; null where none is calibrated. */
    readonly uMax: number | null;
  };
  /** ISO 8601, day. */
  readonly date: string;
}

export interface AuditStatement {
  readonly coverage: StatedCoverage;
  /** What was found and bounded, sentences. */
  readonly said: string;
  readonly premise: Premise;
}

/** What a premise may have lost. */
export const premiseParts = ['rules', 'patches', 'model', 'data'] as const;
export type PremisePart = (typeof premiseParts)[number];

/** Rules that something is said of, and how many there are. */
export function countsOf({ attacked, onRecords, untested }: StatedCoverage): { tested: number; rules: number } {
  const tested = attacked.length + onRecords.length;
  return { tested, rules: tested + untested.length };
}

const mostNamed = 40;

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, mostNamed).join(', ');
  return ids.length > mostNamed ? `${shown} and ${ids.length - mostNamed} more` : shown;
}

/** “Covers 3 of 6 rules: a, b, c. Not tested: d (no text in the data).” */
export function coverageSentence(coverage: StatedCoverage): string {
  const { attacked, onRecords, untested } = coverage;
  const { tested, rules } = countsOf(coverage);
  const records = onRecords.map(({ id }) => id);
  const rows = onRecords.at(0)?.rows ?? 0;
  const onData =
    records.length === 0 ? '' : `on the ${rows.toLocaleString('en')} records of the data ${listed(records)}`;
  const named = [attacked.length === 0 ? '' : listed(attacked), onData].filter((part) => part !== '').join('; ');
  const reasons = untested.map(({ id, reason }) => `${id} (${reason})`);
  return [
    `Covers ${tested} of ${rules} ${rules === 1 ? 'rule' : 'rules'}${named === '' ? '' : `: ${named}`}.`,
    ...onRecords.filter(({ violated }) => violated > 0).map(violatedSentence),
    reasons.length === 0 ? '' : `Not tested: ${listed(reasons)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function violatedSentence({ id, violated, rewarded }: StatedCheck): string {
  const some = `${violated.toLocaleString('en')} ${violated === 1 ? 'record violates' : 'records violate'} ${id}`;
  if (rewarded === 0) return `${some}; none of them is rewarded above the threshold.`;
  return `${some}, and ${rewarded.toLocaleString('en')} of them are rewarded above the threshold: no reward reads words, the gate blocks them.`;
}

/** What it was made for: version, data, settings, date. */
export function premiseSentence({ version, data, settings, date }: Premise): string {
  const { floor, box, budget, queries, seed, uMax } = settings;
  const tube = uMax === null ? '' : `tube u < ${short(uMax)}, `;
  const how = `score threshold ${floor}, search range ${box} ×, ${tube}at most ${budget} lost, ${queries.toLocaleString('en')} queries an iteration, seed ${seed}`;
  const whence =
    data.name === '' ? 'no data' : `data “${data.name}” (${data.fingerprint.slice(0, 12) || 'no fingerprint'})`;
  return `Made on ${date} for version ${version.slice(0, 12)}, ${whence}; ${how}.`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** What has changed since; empty where the statement still holds. */
export function stalePartsOf(
  premise: Premise,
  now: Pick<Premise, 'model' | 'rules' | 'patches' | 'data'>,
): PremisePart[] {
  return premiseParts.filter((part) =>
    part === 'data' ? premise.data.fingerprint !== now.data.fingerprint : premise[part] !== now[part],
  );
}

/** null where nothing has changed. */
export function staleSentence(parts: readonly PremisePart[]): string | null {
  if (parts.length === 0) return null;
  const named = parts.map((part) => `the ${part}`);
  const last = named.pop() ?? '';
  const plural = parts.length > 1 || parts[0] === 'rules' || parts[0] === 'patches';
  const who = named.length === 0 ? last : `${named.join(', ')} and ${last}`;
  return `Out of date: ${who} ${plural ? 'have' : 'has'} changed since this was said.`;
}

/** The whole of it, as it is copied and exported. */
export function statementText({ coverage, said, premise }: AuditStatement, stale: readonly PremisePart[]): string {
  const parts = [staleSentence(stale), coverageSentence(coverage), said, premiseSentence(premise)];
  return parts.filter((part) => part !== null && part !== '').join(' ');
}
