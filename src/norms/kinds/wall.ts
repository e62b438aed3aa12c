/** `wall`: the signed distance to the nearest box, how far outside or minus how deep inside, raw units. */
import { writtenBounds } from '../bounds';
import { boxDistance } from '../box-distance';
import type { WallNorm } from '../norm';
import { boundsOf } from '../norm-fields';
import { refuse } from '../refused';
import { nodesIn, treeLimits } from '../tree/tree-size';
import { least } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const wall: Kind<WallNorm> = {
  read(fields) {
    const features = fields.featureIndices();
    const boxes = fields.objects('boxes').map((box) => {
      const stranger = Object.keys(box).find((key) => key !== 'min' && key !== 'max');
      if (stranger !== undefined) refuse(`a box has “min” and “max”, and no “${stranger}”`);
      return boundsOf(box.min, box.max, features.length);
    });
    holdToSteps(features, boxes);
    return { features, boxes };
  },
  tree: ({ features, boxes }) => least(boxes.map(({ min, max }) => boxDistance(features, min, max))),
  written: ({ boxes }) => ({
    boxes: boxes.map(({ min, max }) => ({ min: writtenBounds(min), max: writtenBounds(max) })),
  }),
};

/** @throws Refused where a gate could not carry the wall; before it is kept, or nobody could open the reward any more */
function holdToSteps(features: readonly number[], boxes: WallNorm['boxes']): void {
  // One more step each chooses the least.
  const steps = boxes.reduce((sum, { min, max }) => sum + nodesIn(boxDistance(features, min, max)) + 1, -1);
  if (steps <= treeLimits.nodes) return;
  const about = Math.floor(((treeLimits.nodes + 1) / (steps + 1)) * boxes.length);
  refuse(
    `its ${boxes.length} boxes need ${steps} steps, and one norm may have ${treeLimits.nodes}: make several walls of it, of about ${about} boxes each`,
    'too-large',
  );
}
