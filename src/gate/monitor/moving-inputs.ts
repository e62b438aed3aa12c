/** Which encoded inputs move: all but those of categories, whose change says nothing. */
import type { Feature } from '../../demonstrations/demonstrations';
import { width } from '../../demonstrations/encoding';

/** Places among the encoded inputs of these features. */
export function movingInputs(features: readonly Feature[]): number[] {
  const moves = features.flatMap((feature) => new Array<boolean>(width(feature)).fill(feature.role !== 'category'));
  return moves.flatMap((own, d) => (own ? d : []));
}
