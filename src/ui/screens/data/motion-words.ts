/** Why a column has its rate of change as an input, or not, for people. Pure. */
import type { ColumnMotion } from '../../../app/types';

/** @param motion absent for columns that can have none */
export function motionReason(motion: ColumnMotion | undefined): string {
  switch (motion?.reason) {
    case undefined:
      return '';
    case 'moves':
      return motion.hold > 1 ? `Changes every ${motion.hold} frames` : 'Changes from frame to frame';
    case 'recorded':
      return `Recorded already, as “${motion.recordedIn ?? ''}”`;
    case 'constant':
      return 'Stays the same in every episode';
    case 'short':
      return 'Episodes are too short';
    case 'alone':
      return 'Rows stand alone';
  }
}
