/** Every rule that votes (docs/methods.md 5). Order decides only the order of reasons. */
import type { Rule } from './vote';
import { abstain } from './abstain';
import { auditGap } from './audit-gap';
import { energy } from './energy';
import { missing } from './missing';
import { suppressed } from './suppressed';
import { moved, unlike } from './unlike';
import { trajectory } from './trajectory';
import { uncalibrated } from './uncalibrated';
import { far, uncertain } from './uncertainty';
import { violated } from './violated';

export const rules: readonly Rule[] = [
  uncalibrated,
  missing,
  violated,
  abstain,
  far,
  uncertain,
  energy,
  unlike,
  moved,
  suppressed,
  trajectory,
  auditGap,
];
