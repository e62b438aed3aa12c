/** `regex`: 1 and −1. */
import type { RegexNorm } from '../norm';
import { sharedPattern } from '../text/regular-expression';
import type { Tree } from '../tree/tree';
import { apply } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const modes = ['forbid', 'require'] as const;

export const regex: Kind<RegexNorm> = {
  read(fields) {
    const field = fields.text('field');
    const pattern = fields.text('pattern');
    sharedPattern(pattern);
    return { field, pattern, mode: fields.oneOf('mode', modes) };
  },
  tree({ field, pattern, mode }) {
    const found: Tree = { op: 'text', name: field, test: 'matches', value: sharedPattern(pattern) };
    return mode === 'forbid' ? apply('negate', found) : found;
  },
};
