/** Vote: what is missing or not finite blocks (docs/methods.md 5). */
import { scoreNames, voteFor } from './reasons';
import { scoresOf, type Observation, type Rule } from './vote';

/** A missing or non-finite score or field blocks. */
export const missing: Rule = {
  reason: 'missing',
  vote(observation) {
    const what = firstMissing(observation);
    return what === null ? null : voteFor('missing', 'block', { what });
  },
};

function firstMissing(observation: Observation): string | null {
  const scores = scoresOf(observation);
  for (const name of Object.keys(scoreNames) as (keyof typeof scoreNames)[]) {
    if (!Number.isFinite(scores[name])) return scoreNames[name];
  }
  const { fields } = observation;
  if (fields === null || fields === undefined) return 'the observation';
  for (let i = 0; i < fields.length; i++) if (!Number.isFinite(fields[i])) return `input ${i + 1}`;
  return null;
}
