/** What is held against the outcome of an import. */
import { expect } from 'vitest';
import type { Outcome } from './outcome';

export interface Expectation {
  /** Parts of the refusal’s kind, sentence or advice; present where files are to be refused. */
  readonly refused?: readonly string[];
  readonly rows?: number;
  readonly lengths?: readonly number[];
  /** All inputs in their order, or how many. */
  readonly features?: readonly string[] | number;
  readonly actions?: readonly string[] | number;
  readonly time?: string;
  readonly step?: number;
  readonly units?: Readonly<Record<string, string>>;
  readonly roles?: Readonly<Record<string, string>>;
  /** Parts of the findings. */
  readonly says?: readonly string[];
  /** Ids of the questions; none is asked where this is absent. */
  readonly questions?: readonly string[];
}

export const times = (count: number, length: number): number[] => Array.from({ length: count }, () => length);

export function check(outcome: Outcome, expected: Expectation): void {
  if (expected.refused !== undefined) {
    for (const part of expected.refused) expect(outcome.error?.toLowerCase() ?? '').toContain(part.toLowerCase());
    expect(outcome.error).toBeDefined();
    return;
  }
  expect(outcome.error).toBeUndefined();
  expect(outcome.questions).toEqual(expected.questions ?? []);
  const { rows, lengths, features, actions, time, step, units, roles, says = [] } = expected;
  if (rows !== undefined) expect(outcome.rows).toBe(rows);
  if (lengths !== undefined) expect(outcome.lengths).toEqual(lengths);
  counted(outcome.features, features);
  counted(outcome.actions, actions);
  if (time !== undefined) expect(outcome.time).toBe(time);
  if (step !== undefined) expect(outcome.step).toBeCloseTo(step, 4);
  if (units !== undefined) expect(outcome.units).toMatchObject(units);
  if (roles !== undefined) expect(outcome.roles).toMatchObject(roles);
  for (const part of says) expect(outcome.findings).toContain(part);
}

function counted(found: readonly string[] | undefined, expected: readonly string[] | number | undefined): void {
  if (typeof expected === 'number') expect(found).toHaveLength(expected);
  else if (expected !== undefined) expect(found).toEqual(expected);
}
