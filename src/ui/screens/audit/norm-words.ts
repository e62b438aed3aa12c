/** Norms in sentences, and what the kinds are called. */
import type { Feature, Norm, NormType } from '../../../app/types';
import { number } from '../../kit/format';

export const kindTitles: Readonly<Record<NormType, string>> = {
  range: 'Range',
  support: 'Near demonstrations',
  'half-space': 'Half-space',
  path: 'Path',
  wall: 'Wall',
  velocity: 'Speed',
  lane: 'Lane',
  predicate: 'Expression',
  keyword: 'Keywords',
  regex: 'Pattern',
  temporal: 'Over time',
};

/** What each kind is for, where it is chosen. */
export const kindHints: Readonly<Record<NormType, string>> = {
  range: 'Each feature stays between its bounds.',
  support: 'No state lies farther from every demonstration than the boundary, in standardised units.',
  'half-space': 'A weighted sum of features is at least the offset.',
  path: 'A place stays within a distance of a line of points.',
  wall: 'A place stays out of boxes.',
  velocity: 'The length of a vector of features stays between bounds.',
  lane: 'A place keeps to the left and right edges of a directed line.',
  predicate: 'A CEL expression over features and record fields is true.',
  keyword: 'Words that a text field of a record must not, or must, hold. A negated match asks a person.',
  regex: 'A pattern that a text field of a record must not, or must, match.',
  temporal: 'Another norm over a window of frames of an episode.',
};

function names(features: readonly Feature[], indices: readonly number[]): string {
  return indices.map((index) => features[index]?.name ?? `feature ${index + 1}`).join(', ');
}

const bound = (value: number): string => (Math.abs(value) >= Number.MAX_VALUE ? '∞' : number(value, 4));

/** What must hold, in names and numbers. */
export function normSentence(norm: Norm, features: readonly Feature[]): string {
  switch (norm.type) {
    case 'range':
      return norm.features
        .map((index, i) => {
          const unit = features[index]?.unit ?? '';
          const low = norm.min[i] <= -Number.MAX_VALUE ? '−∞' : bound(norm.min[i]);
          return `${low} ≤ ${names(features, [index])} ≤ ${bound(norm.max[i])}${unit === '' ? '' : ` ${unit}`}`;
        })
        .join('; ');
    case 'support': {
      const over = norm.features === undefined ? '' : ` over ${names(features, norm.features)}`;
      const whom = norm.points === undefined ? 'a demonstration' : `one of ${norm.points.length} places`;
      return `At most ${number(norm.boundary)} standardised units from ${whom}${over}`;
    }
    case 'half-space': {
      const terms = norm.features.map((index, i) => `${number(norm.normal[i])} · ${names(features, [index])}`);
      return `${terms.join(' + ')} ≥ ${number(norm.offset)}`;
    }
    case 'path':
      return `(${names(features, norm.features)}) within ${number(norm.width)} of a line of ${norm.points.length} points`;
    case 'wall':
      return `(${names(features, norm.features)}) outside ${norm.boxes.length === 1 ? 'a box' : `${norm.boxes.length} boxes`}`;
    case 'velocity':
      return `${number(norm.min ?? 0)} ≤ ‖(${names(features, norm.features)})‖ ≤ ${number(norm.max)}`;
    case 'lane':
      return `(${names(features, norm.features)}) at most ${number(norm.left)} left and ${number(norm.right)} right of a line`;
    case 'predicate':
      return norm.expression;
    case 'keyword':
      return `“${norm.field}” ${norm.mode === 'forbid' ? 'holds none' : 'holds one'} of ${norm.words.map((word) => `“${word}”`).join(', ')}`;
    case 'regex':
      return `“${norm.field}” ${norm.mode === 'forbid' ? 'does not match' : 'matches'} ${norm.pattern}`;
    case 'temporal': {
      const when = {
        always: 'Always',
        eventually: 'At some frame',
        'for-at-least': `For at least ${norm.frames ?? 1} frames`,
      };
      return `${when[norm.operator]} ${norm.from} to ${norm.to} frames on: ${normSentence(norm.norm, features)}`;
    }
  }
}

/** Indices of the features that a norm reads; none where it reads texts only. */
export function featuresOf(norm: Norm, features: readonly Feature[]): readonly number[] {
  if (norm.type === 'temporal') return featuresOf(norm.norm, features);
  if (norm.type === 'predicate') {
    const words = new Set(norm.expression.split(/[^\w]+/));
    return features.flatMap(({ name }, index) => (words.has(name) ? [index] : []));
  }
  return 'features' in norm && norm.features !== undefined ? norm.features : [];
}

/** What a severity means. */
export function severityWords(severity: number): string {
  return severity >= 0.5 ? 'A violation blocks, and is a flaw to repair.' : 'A violation asks a person.';
}
