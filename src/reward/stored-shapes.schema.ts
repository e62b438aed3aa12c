/**
 * Norms and patches as the store finds them: that each is one, by the fields that tell its kinds apart. Their rules, which
 * need the model, are those of `norms/kinds` and `patches/patch-rules`, and hold before anything is kept.
 */
import * as v from 'valibot';
import type { Norm } from '../norms/norm';
import type { Patch } from './types';

const spaces = ['input', 'latent', 'mask', 'learned', 'sculpt'];

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export const norm = v.custom<Norm>((value) => {
  const { id, type } = fieldsOf(value);
  return typeof id === 'string' && typeof type === 'string';
}, 'is not a norm');

export const patch = v.custom<Patch>((value) => {
  const { id, kind, space, strength } = fieldsOf(value);
  const known = (kind === 'suppress' || kind === 'raise') && typeof space === 'string' && spaces.includes(space);
  return known && typeof id === 'string' && typeof strength === 'number';
}, 'is not a patch');
