/** Words of the audit's tables. */
import type { SourceId } from '../../../app/types';
import { number } from '../../kit/format';

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

/** A share with two digits however small it is: an upper bound must not be rounded to nothing. */
export function smallShare(share: number): string {
  const value = 100 * share;
  return `${value === 0 || value >= 1 ? number(value, 3) : number(value, 2)} %`;
}

export const evidenceTitles = { certified: 'certified', tested: 'tested', untested: 'untested' } as const;

export const outcomeTitles = { allow: 'Allow', block: 'Block', escalate: 'Escalate', abstain: 'Abstain' } as const;
