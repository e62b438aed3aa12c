import { rewardOnnx } from '../../formats/artifact/onnx/graph';
import { familyOf } from '../../reward/families';
import { part } from './part';

export const onnxPart = part({
  name: 'reward.onnx',
  since: 1,
  required: 'always',
  python: ['use.py', 'gate.py'],
  words: { title: 'ONNX model', sentence: 'The score for any ONNX runtime' },
  write: ({ input, masks }) => rewardOnnx(input.model, familyOf(input.model), input.patches, 'reward', masks),
  // For other programs: the app scores by model.safetensors.
  read: () => ({}),
});
