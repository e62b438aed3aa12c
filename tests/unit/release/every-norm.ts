/** Norms of every kind, for the features of `randomInput`: continuous, angle, category, derived. */
import type { Norm } from '../../../src/norms/norm';

/** Of every kind that a row by itself can be judged by. */
export const numericNorms: readonly Norm[] = [
  { id: 'range', type: 'range', features: [0], min: [-1.9], max: [2.2] },
  { id: 'near', type: 'support', severity: 0.4, features: [0, 3], boundary: 1.1 },
  { id: 'ring', type: 'support', severity: 0.3, features: [0, 1], boundary: 3, points: [[0, 1], [1, -2]] }, // prettier-ignore
  { id: 'side', type: 'half-space', severity: 0.2, features: [0, 3], normal: [1, 2], offset: -4 },
  { id: 'path', type: 'path', severity: 0.3, features: [0, 3], points: [[-2, 0], [0, 1], [2, -1]], width: 2.5 }, // prettier-ignore
  { id: 'wall', type: 'wall', features: [0, 3], boxes: [{ min: [1, 1], max: [1.5, 1.5] }] },
  { id: 'speed', type: 'velocity', severity: 0.2, features: [3], max: 2.4 },
  { id: 'lane', type: 'lane', severity: 0.1, features: [0, 3], points: [[-3, 0], [0, 0], [3, 1]], left: 2, right: 2 }, // prettier-ignore
  {
    ...{ id: 'sum', type: 'predicate', severity: 0.2, description: 'Not both at once' },
    expression: 'abs(continuous_0) + sqrt(derived_3 * derived_3) / 2.0 < 3.0 || sin(angle_1) > cos(angle_1)',
  },
];

/** About records and windows of frames. */
export const textNorms: readonly Norm[] = [
  { id: 'words', type: 'keyword', severity: 0.9, field: 'note', words: ['stop now', 'naïve'], mode: 'forbid' },
  { id: 'dose', type: 'regex', severity: 0.3, field: 'note', pattern: '(?i)^dose \\d+(mg|g)$', mode: 'forbid' },
  { id: 'ward', type: 'predicate', severity: 0.6, expression: 'record.ward == "A" || record.age >= 18.0' },
  {
    ...{ id: 'soon', type: 'temporal', operator: 'eventually', from: 0, to: 4, severity: 0.2 },
    norm: { id: 'inner', type: 'range', features: [0], min: [-0.5], max: [0.5] },
  },
  {
    ...{ id: 'held', type: 'temporal', operator: 'for-at-least', from: 1, to: 6, frames: 2, severity: 0.2 },
    norm: { id: 'inner', type: 'range', features: [3], min: [-1], max: [1] },
  },
];
