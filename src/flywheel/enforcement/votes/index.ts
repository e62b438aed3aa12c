/** Every rule that votes (METHODS.md 5). Order decides only the order of reasons. */
import type { Rule } from '../vote';
import { energy } from './energy';
import { missing } from './missing';
import { suppressed } from './suppressed';
import { uncalibrated } from './uncalibrated';
import { far, uncertain } from './uncertainty';

export const rules: readonly Rule[] = [uncalibrated, missing, far, uncertain, energy, suppressed];
