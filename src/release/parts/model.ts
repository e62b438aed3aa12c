import { Refused } from '../../basics/refused';
import { canonicalText } from '../../basics/canonical';
import { readModel, writeModel } from '../model-part';
import { part } from './part';

export const modelPart = part({
  name: 'model.safetensors',
  since: 1,
  required: 'always',
  python: ['gate.py'],
  words: { title: 'Model', sentence: 'The trained members, their calibration and the standardiser' },
  write: ({ input }) => writeModel(input.model),
  read: (bytes, { manifest }) => {
    const model = readModel(bytes);
    const same =
      model.family === manifest.family &&
      model.members.length === manifest.members &&
      model.features.length === manifest.ranges.length &&
      (manifest.centre === undefined || manifest.centre.length === model.features.length) &&
      canonicalText(model.features) === canonicalText(manifest.features);
    if (!same) throw new Refused('the manifest describes another model than the file holds');
    return { model };
  },
});
