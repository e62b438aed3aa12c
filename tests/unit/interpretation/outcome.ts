/** What becomes of files without a screen: read, interpreted, prepared. */
import type { Answers } from '../../../src/demonstrations/interpretation/interpretation';
import { interpret } from '../../../src/demonstrations/interpretation/interpret';
import { prepare } from '../../../src/demonstrations/prepare';
import type { SourceFile } from '../../../src/formats/source';
import { open } from '../formats/sources';

export interface Outcome {
  /** `kind: message advice` of a refusal. */
  readonly error?: string;
  readonly rows?: number;
  readonly lengths?: readonly number[];
  readonly features?: readonly string[];
  readonly actions?: readonly string[];
  readonly units?: Readonly<Record<string, string>>;
  readonly roles?: Readonly<Record<string, string>>;
  readonly time?: string | null;
  readonly step?: number;
  readonly findings?: string;
  readonly questions?: readonly string[];
  readonly duplicates?: number;
}

export async function outcomeOf(files: readonly SourceFile[], answers: Answers = {}): Promise<Outcome> {
  const opened = await open(...files);
  if (!opened.ok) return { error: `${opened.failure.kind}: ${opened.failure.message} ${opened.failure.advice}` };
  const { table, mapping, findings, questions } = interpret(opened.value, answers);
  const prepared = prepare(table, mapping);
  if (!prepared.ok)
    return { error: `${prepared.failure.kind}: ${prepared.failure.message} ${prepared.failure.advice}` };
  const { report } = prepared.value;
  const inputs = mapping.features.filter(({ role }) => role !== 'ignore' && role !== 'action');
  return {
    rows: report.rows,
    lengths: report.episodeLengths,
    features: inputs.map(({ name }) => name),
    actions: mapping.features.filter(({ role }) => role === 'action').map(({ name }) => name),
    units: Object.fromEntries(inputs.map(({ name, unit }) => [name, unit])),
    roles: Object.fromEntries(inputs.map(({ name, role }) => [name, role])),
    time: mapping.timeColumn,
    step: report.timeStep,
    findings: [...findings, ...report.findings].map(({ text }) => text).join('\n'),
    questions: questions.map(({ id }) => id),
    duplicates: report.duplicates,
  };
}
