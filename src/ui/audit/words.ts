/** Words of the audit's tables. */
import type { SourceId } from '../../services/types';

export const sourceTitles: Readonly<Record<SourceId, string>> = {
  box: 'Draws from the box',
  tube: 'Draws from the tube',
  lattice: 'Lattice',
  'low-discrepancy': 'Even spread over the box',
  ladder: 'Perturbation ladder',
  sweeps: 'Single-feature sweeps',
  groups: 'Scaled groups',
  resampling: 'Resampling around flaws',
  gradient: 'Gradient descent',
  'cross-entropy': 'Cross-entropy search',
};

export const evidenceTitles = { certified: 'certified', tested: 'tested', untested: 'untested' } as const;

export const outcomeTitles = { allow: 'Allow', block: 'Block', escalate: 'Escalate', abstain: 'Abstain' } as const;
