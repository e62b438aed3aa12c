import { Refused } from '../../basics/refused';
import { readBasin, writeBasin } from '../basin-part';
import { gatePart } from './gate';
import { modelPart } from './model';
import { part } from './part';

export const basinPart = part({
  name: 'basin.safetensors',
  since: 1,
  required: 'with-demonstrations',
  python: ['gate.py'],
  words: {
    title: 'Demonstrations',
    sentence: 'Demonstrations of train, validation and calibration: your data, so that damage can be measured again',
  },
  write: ({ input: { basin } }) => {
    if (basin === null) throw new Error('there is no basin to write');
    return writeBasin(basin);
  },
  read: async (bytes, opening) => {
    const { model } = await opening.of(modelPart);
    const { epsilon99 } = await opening.of(gatePart);
    if (epsilon99 === null) throw new Refused('gate.json and the basin do not agree');
    return { basin: readBasin(bytes, model.standardiser.mean.length, epsilon99) };
  },
});
