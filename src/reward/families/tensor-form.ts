/** What tensors a member of a family has: names and axes, as data. */
import type { Tensors } from '../types';

/**
 * Axes of each tensor by its name. An axis is a number, or a letter that stands for one size of at least 1 wherever it occurs;
 * a last axis that ends with … stands for one axis or more.
 */
export type TensorForm = Readonly<Record<string, readonly (number | string)[]>>;

/**
 * The sizes that the letters stand for; null when a tensor is missing, strange, of another shape, or holds a number that
 * is not finite.
 */
export function sizesOf(form: TensorForm, tensors: Tensors): ReadonlyMap<string, number> | null {
  const sizes = new Map<string, number>();
  if (Object.keys(tensors).some((name) => !Object.hasOwn(form, name))) return null;
  for (const [name, axes] of Object.entries(form)) {
    if (!Object.hasOwn(tensors, name)) return null;
    const { shape, data } = tensors[name];
    if (!fits(axes, shape, sizes) || data.length !== shape.reduce((product, size) => product * size, 1)) return null;
    if (!data.every(Number.isFinite)) return null;
  }
  return sizes;
}

function fits(axes: TensorForm[string], shape: readonly number[], sizes: Map<string, number>): boolean {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 1)) return false;
  const last = axes.at(-1);
  const open = typeof last === 'string' && last.endsWith('…');
  if (open ? shape.length < axes.length : shape.length !== axes.length) return false;
  return axes.every((axis, i) => {
    if (typeof axis === 'number') return shape[i] === axis;
    if (open && i === axes.length - 1) return true;
    const known = sizes.get(axis) ?? shape[i];
    sizes.set(axis, known);
    return shape[i] === known;
  });
}
