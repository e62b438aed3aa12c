/** What a model that was trained elsewhere says of itself, as JSON in the metadata of its file (docs/foreign-models.md). */
import * as v from 'valibot';
import { exactly, finite, list, note, oneOf, text } from '../basics/schema';
import { isUnsafeName } from '../formats/tables/column-names';
import { isUsable } from '../reward/calibration/calibrate';
import { mostFeatures, mostMembers, roles } from './model-schema';

const name = v.pipe(
  text(200),
  v.check((value) => value.trim() !== '', 'is empty'),
  v.check((value) => !isUnsafeName(value), 'is a name that is not allowed'),
);

const range = v.pipe(
  list(finite, 2, 2),
  v.check(([low, high]) => high > low, 'is not [low, high]'),
  v.transform(([min, max]) => ({ min, max })),
);

const feature = v.pipe(
  exactly({
    name,
    unit: v.optional(note(), ''),
    role: v.optional(oneOf(roles), 'continuous'),
    levels: v.optional(list(finite), []),
    range: v.exactOptional(v.pipe(range, v.description('[low, high] that pictures show.'))),
  }),
  v.check(({ role, levels }) => role !== 'category' || levels.length > 0, 'is a category without levels'),
  v.check(({ role, levels }) => role === 'category' || levels.length === 0, 'has levels and is no category'),
  v.check(({ levels }) => new Set(levels).size === levels.length, 'has a level twice'),
);

const calibration = v.pipe(
  exactly({ l_min: finite, l_max: finite }),
  v.transform(({ l_min: lMin, l_max: lMax }) => ({ lMin, lMax })),
  v.check(isUsable, 'has an l_max that is not above its l_min'),
);

function firstTwice(features: readonly { readonly name: string }[]): string | undefined {
  const names = features.map((one) => one.name);
  return names.find((one, i) => names.indexOf(one) < i);
}

export const foreignSchema = v.pipe(
  exactly({
    name: v.exactOptional(name),
    form: v.pipe(oneOf(['default', 'published']), v.description('Form of the experts’ networks.')),
    features: v.pipe(
      list(feature, 1, mostFeatures),
      v.check(
        (features) => firstTwice(features) === undefined,
        ({ input }) => `has two features called ${firstTwice(input) ?? ''}`,
      ),
    ),
    calibration: v.pipe(list(calibration, 1, mostMembers), v.description('One a member.')),
    kappa: v.pipe(finite, v.description('Steepness of the mapping, above 0.')),
    beta: v.pipe(finite, v.description('Deployment weight, in [0, 1].')),
  }),
  v.title('A model that was trained elsewhere'),
  v.description('The text “model” in the metadata of a safetensors file (docs/foreign-models.md).'),
);
