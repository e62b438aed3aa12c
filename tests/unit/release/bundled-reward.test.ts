import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openArtifact } from '../../../src/release/artifact';
import { openModel } from '../../../src/reward/open-model';
import { scoreReference } from '../../../src/reward/score';
import { pointsOf } from '../../../src/release/points';

const file = 'static/examples/point-maze.reward.zip';

test('the bundled reward opens, and scores its self-test as it says (else: npm run landing)', async () => {
  const opened = await openArtifact(new Uint8Array(readFileSync(file)));
  if (!opened.ok) throw new Error(opened.failure.message);
  const { model, patches, selftest, training } = opened.value;
  expect(training.dataset.rows).toBe(9544);
  const models = openModel(model);
  if (!models.ok) throw new Error(models.failure.message);
  const points = pointsOf(model, Float64Array.from(selftest.inputs.flat()));
  const { score } = scoreReference(model, models.value, points, patches);
  selftest.outputs.score.forEach((expected, row) => expect(score[row]).toBeCloseTo(expected, 6));
});
