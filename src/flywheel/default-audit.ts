/** The settings that an audit begins with unless somebody says otherwise (docs/methods.md 4). */
import { refinementSteps } from './refinement';
import type { AuditSettings } from './types';

export const defaultAudit: AuditSettings = {
  floor: 0.05,
  budget: 0.1,
  box: 1.5,
  queries: 20_000,
  maxIterations: 8,
  kinds: refinementSteps,
  approval: 'automatic',
  seed: 1,
  epsilon: null,
};
