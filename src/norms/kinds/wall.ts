/** `wall`: the signed distance to the nearest box, how far outside or minus how deep inside, raw units. */
import * as v from 'valibot';
import { exactly } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { writtenBounds } from '../bounds';
import { boxDistance } from '../box-distance';
import { least } from '../tree/tree-nodes';
import { nodesIn, treeLimits } from '../tree/tree-size';
import { boxFault, common, entries, featureList, rule, sides, type Fault } from './fields';
import { featuresField } from './form';
import { listed, named, type NormBy, type NormKind, type NormWords } from './kind';

/** The place in `features` stays out of every box, bounded like a range. */
export type WallNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({ ...common('wall'), features: featureList(features), boxes: entries(exactly(sides)) }),
    rule((norm) => wallFault(norm)),
  );

interface Boxes {
  readonly features: readonly number[];
  readonly boxes: readonly { readonly min: readonly number[]; readonly max: readonly number[] }[];
}

function wallFault({ features, boxes }: Boxes): Fault | null {
  for (const [i, box] of boxes.entries()) {
    const fault = boxFault(box, features.length, ['boxes', i]);
    if (fault !== null) return fault;
  }
  return tooManyFor({ features, boxes });
}

/** A gate could not carry more; said before it is kept, or nobody could open the reward any more. */
function tooManyFor({ features, boxes }: Boxes): Fault | null {
  // One more step each chooses the least.
  const steps = boxes.reduce((sum, { min, max }) => sum + nodesIn(boxDistance(features, min, max)) + 1, -1);
  if (steps <= treeLimits.nodes) return null;
  const about = Math.floor(((treeLimits.nodes + 1) / (steps + 1)) * boxes.length);
  const what = `are ${boxes.length} and need ${steps} steps, and one norm may have ${treeLimits.nodes}: make several walls of it, of about ${about} boxes each`;
  return { at: ['boxes'], what };
}

export const wallWords: NormWords<WallNorm> = {
  type: 'wall',
  title: 'Wall',
  hint: 'A place stays out of boxes.',
  margin: 'the distance to the nearest box; inside of one, minus the depth',
  form: [
    featuresField,
    { key: 'boxes', label: 'Boxes', kind: 'boxes', hint: 'One box a line: lowest corner ; highest corner.' },
  ],
  sentence: ({ features, boxes }, telling) =>
    `(${listed(features, telling)}) outside ${boxes.length === 1 ? 'a box' : `${boxes.length} boxes`}`,
  named,
};

export const wall: NormKind<WallNorm> = {
  type: 'wall',
  schema,
  tree: ({ features, boxes }) => least(boxes.map(({ min, max }) => boxDistance(features, min, max))),
  written: ({ boxes }) => ({
    boxes: boxes.map(({ min, max }) => ({ min: writtenBounds(min), max: writtenBounds(max) })),
  }),
};
