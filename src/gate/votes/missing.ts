/** Vote: what is missing or not finite blocks (docs/methods.md 5). */
import type { Observation, Rule } from './vote';

const names = [
  ['safety', 'the safety score'],
  ['uncertainty', 'the uncertainty'],
  ['energy', 'the energy'],
  ['suppression', 'the suppression'],
  ['raise', 'the raise'],
] as const satisfies readonly (readonly [keyof Observation, string])[];

/** A missing or non-finite score or field blocks. */
export const missing: Rule = {
  reason: 'missing',
  debounced: false,
  vote(observation) {
    const what = firstMissing(observation);
    if (what === null) return null;
    return { action: 'block', reason: 'missing', text: `Blocked because ${what} is missing or not a finite number.` };
  },
};

function firstMissing(observation: Observation): string | null {
  for (const [key, name] of names) if (!Number.isFinite(observation[key])) return name;
  const { fields } = observation;
  if (fields === null || fields === undefined) return 'the observation';
  for (let i = 0; i < fields.length; i++) if (!Number.isFinite(fields[i])) return `input ${i + 1}`;
  return null;
}
