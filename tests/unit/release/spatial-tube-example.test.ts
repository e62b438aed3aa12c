import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openArtifact } from '../../../src/release/artifact';
import { pointsOf } from '../../../src/release/points';
import { isCalibrated } from '../../../src/gate/thresholds';
import { openModel } from '../../../src/reward/open-model';
import { scoreReference } from '../../../src/reward/score';
import { readyRewards } from '../../../src/ui/screens/data/examples';
import { tubeFile, tubeLoss } from '../flywheel/spatial-tube-files';

test('the bundled tube opens with its rule, its good nodes in 20 pieces, and a gate that blocks everything', async () => {
  const opened = await openArtifact(new Uint8Array(readFileSync('static/examples/spatial-tube.reward.zip')));
  if (!opened.ok) throw new Error(`${opened.failure.message} (else: node scripts/examples/spatial-tube.mjs)`);
  const { model, norms, basin, patches, selftest, thresholds, card } = opened.value;
  expect(model.family).toBe('lattice');
  expect([...model.members[0].tensors.loss.data]).toEqual([...tubeLoss()]);
  expect(norms).toMatchObject([{ type: 'support', boundary: 0.34, points: tubeFile.expertPath }]);
  expect(patches).toEqual([]);
  expect(basin?.episodes).toHaveLength(837);
  expect(new Set(basin?.episodes).size).toBe(20);
  expect(isCalibrated(thresholds)).toBe(false);
  expect(new Set(selftest.decisions.map(({ action }) => action))).toEqual(new Set(['block']));
  expect(card).toContain('no recordings');
  const models = openModel(model);
  if (!models.ok) throw new Error(models.failure.message);
  const points = pointsOf(model, Float64Array.from(selftest.inputs.flat()));
  const { score } = scoreReference(model, models.value, points, []);
  selftest.outputs.score.forEach((expected, row) => expect(score[row]).toBeCloseTo(expected, 6));
  expect(Math.max(...score)).toBeGreaterThan(0.5);
});

test('every reward that the Data screen offers as an example is shipped', () => {
  expect(readyRewards.map(({ file }) => file)).toEqual(['spatial-tube.reward.zip']);
  for (const { file } of readyRewards) expect(existsSync(`static/examples/${file}`), file).toBe(true);
});
