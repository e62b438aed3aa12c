/** Random valid patches for property tests. */
import fc from 'fast-check';
import type { InputPatch, PatchGate, PatchKind } from '../../../src/reward/types';

const place = fc.double({ min: -3, max: 3, noNaN: true });

function gates(width: number): fc.Arbitrary<PatchGate | null> {
  const halfSpace = fc.record({
    type: fc.constant('half-space' as const),
    normal: fc
      .array(place, { minLength: width, maxLength: width })
      .map((normal) => (normal.some((entry) => entry !== 0) ? normal : normal.map(() => 1))),
    origin: fc.array(place, { minLength: width, maxLength: width }),
  });
  const direction = fc.record({
    type: fc.constant('direction' as const),
    features: fc.constant([0]),
    normal: fc.constantFrom([1], [-1]),
    sigma: fc.double({ min: 0.1, max: 2, noNaN: true }),
  });
  return fc.oneof(fc.constant(null), halfSpace, direction);
}

/** An input patch over some of `dims` inputs, any kernel and gate. */
export function inputPatches(dims: number, kind: PatchKind): fc.Arbitrary<InputPatch> {
  const all = Array.from({ length: dims }, (_, i) => i);
  return fc.subarray(all, { minLength: 1 }).chain((features) =>
    fc.record({
      id: fc.uuid(),
      kind: fc.constant(kind),
      space: fc.constant('input' as const),
      features: fc.constant(features),
      center: fc.array(place, { minLength: features.length, maxLength: features.length }),
      kernel: fc.constantFrom('plateau' as const, 'wendland' as const, 'gaussian' as const),
      reach: fc.double({ min: 0.05, max: 4, noNaN: true }),
      core: fc.double({ min: 0, max: 0.95, noNaN: true }),
      strength: fc.double({ min: 0.01, max: 1, noNaN: true }),
      gate: gates(features.length),
    }),
  );
}
