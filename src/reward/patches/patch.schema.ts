/**
 * The shape of patches, and of `patches.json` (docs/methods.md 2, 10). What depends on the reward that they act on, as how long
 * a centre is, is checked by `patch-rules.ts`.
 */
import * as v from 'valibot';
import { above, between, count, exactly, finite, flag, list, note, oneOf, text } from '../../basics/schema';
import type { Norm } from '../../norms/norm';
import { normKinds } from '../../norms/kinds';
import type { Patch } from '../types';

const below1 = v.pipe(between(0, 1), v.ltValue(1, 'is not below 1'));
const numbers = list(finite, 1);
/** Without an entry that occurs twice. */
const indices = v.pipe(
  list(count(), 1),
  v.check((entries) => new Set(entries).size === entries.length, 'names the same one twice'),
);

const evidence = exactly({
  status: oneOf(['certified', 'tested', 'untested']),
  bound: v.optional(between(0, 1)),
  episodes: v.optional(count()),
});

const base = {
  id: text(),
  strength: v.pipe(above(0), v.maxValue(1, 'is more than 1')),
  enabled: v.optional(v.pipe(flag, v.description('Absent = true.'))),
  model: v.optional(v.pipe(note(), v.description('SHA-256 of the model.safetensors that it was made for.'))),
  note: v.optional(note()),
  evidence: v.optional(evidence),
};
const kinds = { kind: oneOf(['suppress', 'raise']) };
const suppress = { kind: v.literal('suppress', 'is not suppress, and this kind of patch can only suppress') };

const halfSpace = v.pipe(
  exactly({ type: v.literal('half-space'), normal: numbers, origin: numbers }),
  v.check(({ normal }) => normal.some((entry) => entry !== 0), 'has a normal of zero'),
);
const direction = v.pipe(
  exactly({ type: v.literal('direction'), features: indices, normal: numbers, sigma: above(0) }),
  v.check(({ features, normal }) => features.length === normal.length, 'must have a number a feature in its normal'),
  v.check(({ normal }) => Math.abs(Math.hypot(...normal) - 1) <= 1e-6, 'must have a normal of length 1'),
);
const kernel = {
  center: v.pipe(numbers, v.description('One number a feature of the patch, or of its latent space.')),
  kernel: oneOf(['plateau', 'wendland', 'gaussian']),
  reach: above(0),
  core: below1,
  gate: v.nullable(v.variant('type', [halfSpace, direction], 'is of a kind that is not known')),
};
const expert = { member: count(), expert: count() };

const layer = v.pipe(
  exactly({
    inputs: count(1),
    outputs: v.pipe(count(1), v.maxValue(512, 'is more than 512')),
    weights: v.pipe(list(finite), v.description('Row-major [outputs × inputs].')),
    biases: list(finite),
  }),
  v.check(
    ({ inputs, outputs, weights, biases }) => weights.length === inputs * outputs && biases.length === outputs,
    'does not have all its weights',
  ),
);

/** Held to the rules of its kind, and to what a mask may be, by `maskFault`. */
const norm = v.pipe(
  v.custom<Norm>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'is no norm'),
  v.metadata({
    type: 'object',
    required: ['id', 'type'],
    properties: {
      id: { type: 'string', minLength: 1 },
      type: { enum: normKinds.rowTypes.filter((type) => type !== 'keyword' && type !== 'regex') },
    },
  }),
  v.description('A norm as in norms.json, features by index, bounds as numbers; none that reads records.'),
);

/** A field that is there but undefined counts as absent, as it does in JSON. */
export const patchSchema = v.variant(
  'space',
  [
    exactly({ ...base, ...kinds, ...kernel, space: v.literal('input'), features: v.optional(indices) }),
    exactly({ ...base, ...kinds, ...kernel, space: v.literal('latent'), ...expert }),
    exactly({
      ...base,
      ...suppress,
      space: v.literal('mask'),
      norm,
      width: v.pipe(finite, v.minValue(0, 'is less than 0')),
    }),
    exactly({ ...base, ...suppress, space: v.literal('learned'), layers: list(layer, 1, 4), threshold: below1 }),
    v.pipe(
      exactly({
        ...base,
        ...suppress,
        space: v.literal('sculpt'),
        ...expert,
        lMax: v.optional(finite),
        kappa: v.optional(finite),
      }),
      v.check(
        ({ lMax, kappa }) => lMax !== undefined || kappa !== undefined,
        'sculpts neither l_max nor the steepness',
      ),
      v.metadata({ anyOf: ['lMax', 'kappa'].map((name) => ({ required: [name], properties: { [name]: true } })) }),
    ),
  ],
  'is not input, latent, mask, learned or sculpt',
) satisfies v.GenericSchema<unknown, Patch>;

/** A patch as the store holds it. */
export const storedPatch: v.GenericSchema<unknown, Patch> = patchSchema;

const fileOf = <T extends v.GenericSchema>(patch: T) =>
  exactly({ schema: v.literal('truewheel.patches/1', 'is not truewheel.patches/1'), patches: list(patch) });

/** patches.json before its patches are read, one by one, so that what is refused is named by its id. */
export const patchesFile = fileOf(v.unknown());

/** patches.json, each patch in its shape. */
export const patchesSchema = v.pipe(
  fileOf(patchSchema),
  v.title('patches.json'),
  v.description('Edits of the score, each readable and removable; no id occurs twice.'),
);
