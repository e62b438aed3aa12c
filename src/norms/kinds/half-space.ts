/** `half-space`: (normal·x − offset)/‖normal‖ over raw features. */
import type { HalfSpaceNorm } from '../norm';
import { refuse } from '../refused';
import { apply, constant, feature, subtract, sum } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const halfSpace: Kind<HalfSpaceNorm> = {
  read(fields) {
    const features = fields.featureIndices();
    const normal = fields.numbers('normal', features.length);
    const length = Math.hypot(...normal);
    if (length === 0 || !Number.isFinite(length)) refuse('“normal” must have a length, and a finite one');
    return { features, normal, offset: fields.number('offset') };
  },
  tree({ features, normal, offset }) {
    const terms = features.map((index, i) => apply('multiply', constant(normal[i]), feature(index)));
    return apply('divide', subtract(sum(terms), constant(offset)), constant(Math.hypot(...normal)));
  },
};
