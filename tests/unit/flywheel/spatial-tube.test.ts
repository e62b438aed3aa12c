import { expect, test } from 'vitest';
import { tubeWorld } from '../../bench/spatial-tube-world';
import { tubeFile, tubeLoss } from './spatial-tube-files';

const world = tubeWorld(tubeFile, tubeLoss());

test('the tube starts with 4361 flaws and 837 good points', () => {
  expect(world.flaws).toHaveLength(4361);
  expect(world.basin).toHaveLength(837);
});
