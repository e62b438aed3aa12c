/** From `observations` to standardised inputs inside an ONNX graph (docs/methods.md 1.1). */
import type { Feature } from '../../../demonstrations/demonstrations';
import type { Standardiser } from '../../../demonstrations/encoding';
import type { Algebra } from './algebra';
import type { Value } from './writer';

/** Runs of plain features stay one gather; angles and categories are encoded one by one. */
function encodedBlocks(algebra: Algebra, features: readonly Feature[], raw: Value): Value[] {
  const blocks: Value[] = [];
  let plain: number[] = [];
  const flush = (): void => {
    if (plain.length > 0) blocks.push(algebra.columns(raw, plain));
    plain = [];
  };
  features.forEach((feature, index) => {
    if (feature.role !== 'angle' && feature.role !== 'category') {
      plain.push(index);
      return;
    }
    flush();
    const column = algebra.columns(raw, [index]);
    if (feature.role === 'angle') blocks.push(algebra.apply('Cos', column), algebra.apply('Sin', column));
    else if (feature.levels.length > 0) {
      const levels = Float64Array.from(feature.levels);
      blocks.push(algebra.equal(column, algebra.numbers('levels', [1, levels.length], levels)));
    }
  });
  flush();
  return blocks;
}

/**
 * @param raw [N, F] float64
 * @returns [N, D] float64
 */
export function standardisedInputs(
  algebra: Algebra,
  features: readonly Feature[],
  standardiser: Standardiser,
  raw: Value,
): Value {
  const encoded = algebra.concat(encodedBlocks(algebra, features, raw), 1);
  const dims = standardiser.mean.length;
  const centred = algebra.sub(encoded, algebra.numbers('mean', [dims], standardiser.mean));
  return algebra.div(centred, algebra.numbers('std', [dims], standardiser.std));
}

/** 1 for rows whose values are all finite, else 0: [N]. */
export function finiteRows(algebra: Algebra, raw: Value): Value {
  const finite = algebra.below(algebra.apply('Abs', raw), Infinity);
  return algebra.least(finite, 1);
}
