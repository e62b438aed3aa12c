import { canonicalBytes, readCanonical } from '../../basics/canonical';
import { Refused } from '../../basics/refused';
import { readBy } from '../../basics/schema';
import { openModel } from '../../reward/open-model';
import { contextOf, validatePatches } from '../../reward/patches/patch-rules';
import { patchesFile, patchesSchema } from '../../reward/patches/patch.schema';
import { modelPart } from './model';
import { part } from './part';

export const patchesPart = part({
  name: 'patches.json',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Patches', sentence: 'Every patch, readable and removable' },
  schema: patchesSchema,
  write: ({ input }) => canonicalBytes({ schema: 'truewheel.patches/1', patches: input.patches }),
  read: async (bytes, opening) => {
    const { model } = await opening.of(modelPart);
    const { patches } = readBy(patchesFile, readCanonical('patches.json', bytes), 'patches.json');
    const models = openModel(model);
    if (!models.ok) throw new Refused(models.failure.message);
    const valid = validatePatches(patches, contextOf(models.value, model.features.length, model));
    if (!valid.ok) throw new Refused(valid.failure.message);
    const id = opening.sha256(modelPart.name);
    const strange = valid.value.find((patch) => patch.model !== undefined && patch.model !== id);
    if (strange !== undefined) throw new Refused(`the patch ${strange.id} was made for another model`);
    return { patches: valid.value };
  },
});
