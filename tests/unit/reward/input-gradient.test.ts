import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { parameterCount } from '../../../src/reward/families/mixture/initialise';
import { inputGradients } from '../../../src/reward/families/mixture/input-gradient';
import { activationsFor, forward, networkOf, slotsOf } from '../../../src/reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../../src/reward/families/mixture/mixture-network';
import { defaultCase, defaultModel, opened } from './golden';

const shapes: MixtureShape[] = [
  { form: 'default', dims: 5, hidden: 7, bottleneck: 3, experts: 4 },
  { form: 'default', dims: 1, hidden: 1, bottleneck: 1, experts: 1 },
  { form: 'default', dims: 27, hidden: 16, bottleneck: 9, experts: 2 },
  { form: 'published', dims: 6, hidden: 0, bottleneck: 4, experts: 3 },
  { form: 'published', dims: 1, hidden: 0, bottleneck: 5, experts: 8 },
];

function drawn(shape: MixtureShape, rows: number) {
  const random = Random.of(3, shape.form, shape.dims);
  const flat = Float64Array.from({ length: parameterCount(slotsOf(shape)) }, () => 0.6 * random.normal());
  const x = Float64Array.from({ length: rows * shape.dims }, () => random.normal());
  return { network: networkOf(flat, shape), x };
}

describe('the gradient of the error with respect to the input', () => {
  it.each(shapes)('is that of central differences ($form form, D $dims, E $experts)', (shape) => {
    const rows = 20;
    const { network, x } = drawn(shape, rows);
    const room = activationsFor(network);
    const { errors, gradients } = inputGradients(network, x, rows);
    const step = 1e-6;
    const numeric = gradients.map((_, i) => {
      const at = Math.floor(i / shape.dims) * shape.dims;
      const moved = (by: number) => {
        const there = x.slice(at, at + shape.dims);
        there[i - at] += by;
        return forward(network, there, 0, room);
      };
      return (moved(step) - moved(-step)) / (2 * step);
    });
    const largest = numeric.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0.01);
    gradients.forEach((value, i) => expect(Math.abs(value - numeric[i])).toBeLessThan(1e-6 * Math.max(1, largest)));
    errors.forEach((error, row) => expect(error).toBe(forward(network, x, row * shape.dims, room)));
  });

  it('does not depend on the other rows, and there may be none', () => {
    const { network, x } = drawn(shapes[0], 9);
    const all = inputGradients(network, x, 9).gradients;
    expect(inputGradients(network, x.subarray(20, 30), 2).gradients).toEqual(all.slice(20, 30));
    expect(inputGradients(network, x, 0).gradients.length).toBe(0);
  });

  it('leads down on the golden model: a small step against it lowers the error', () => {
    const { model, points } = defaultModel();
    const { network } = opened(model.members[0].tensors);
    const { errors, gradients } = inputGradients(network, points.x, points.rows);
    const lower = inputGradients(
      network,
      points.x.map((value, i) => value - 1e-4 * gradients[i]),
      points.rows,
    ).errors;
    lower.forEach((error, row) => expect(error).toBeLessThan(errors[row]));
    expect(points.x.length / points.rows).toBe(defaultCase.D);
  });

  it('is not finite where the row is not', () => {
    const { network, x } = drawn(shapes[0], 2);
    x[6] = NaN;
    const { errors, gradients } = inputGradients(network, x, 2);
    expect(errors[1]).toBeNaN();
    expect(gradients.subarray(0, 5).every(Number.isFinite)).toBe(true);
    expect(gradients.subarray(5).every(Number.isFinite)).toBe(false);
  });
});
