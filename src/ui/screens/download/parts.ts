/** The parts of a reward file, in words. */
export const parts: readonly { readonly name: string; readonly what: string }[] = [
  { name: 'manifest.json', what: 'What is in the file, with a checksum for each part' },
  { name: 'model.safetensors', what: 'The trained members, their calibration and the standardiser' },
  { name: 'patches.json', what: 'Every patch, readable and removable' },
  { name: 'norms.json', what: 'The norms that it was audited against' },
  { name: 'gate.json', what: 'Thresholds, and what uncertainty and conformal p are read from' },
  {
    name: 'basin.safetensors',
    what: 'Demonstrations of train, validation and calibration: your data, so that damage can be measured again',
  },
  { name: 'tests.json, selftest.json', what: 'Points with the scores and decisions that must come out elsewhere' },
  { name: 'reward.onnx', what: 'The score for any ONNX runtime' },
  { name: 'use.py', what: 'Scores observations in Python' },
  { name: 'gate.py', what: 'Makes the gate’s decisions in Python, on the robot' },
  { name: 'card.md', what: 'What the reward is, its figures and its limits' },
];
