/** Why a point has its score and its decision. */
import { decode, destandardise, encodedNames, encodedOwners } from '../../demonstrations/encoding';
import { ratesOf, sourcesOf } from '../../demonstrations/motion/rate';
import { decide, observe } from '../../gate/decide';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { errorShares, meanGates, touchingPatches } from '../../reward/explain';
import type { Patch } from '../../reward/types';
import { framesUnder, gateOf } from '../../gate/open-gate';
import { distanceOver } from '../../reward/distance/distance-over';
import { gateOfRows } from '../../gate/gate-of-rows';
import type { OpenReward } from '../project/open-reward';
import { pointsAt } from '../../reward/points-at';
import type { Explanation } from '../types';

const shownNeighbours = 5;

/** @param raw [F] raw units @param cells of its audit; null = not audited */
export async function explainPoint(
  reward: OpenReward,
  raw: readonly number[],
  patches: readonly Patch[],
  cells: AuditCells | null,
): Promise<Explanation> {
  const { space, scorer, models } = reward;
  const point = pointsAt(space, Float64Array.from(raw), 1);
  const scores = await scorer.score(point, patches);
  const distanceRatio = distanceOver(reward, point);
  const gate = gateOfRows(gateOf(reward, cells));
  const shares = errorShares(models, point.x);
  const whole = shares.reduce((sum, share) => sum + share, 0) || 1;
  return {
    raw,
    score: scores.score[0],
    baseReward: scores.baseReward[0],
    suppression: scores.suppression[0],
    raise: scores.raise[0],
    energy: scores.energy[0],
    distanceRatio: distanceRatio[0],
    memberDisagreement: scores.memberDisagreement[0],
    p: gate.conformal && gate.conformal.frames(scores.memberEnergies, 1)[0],
    decision: decide(observe(framesUnder(gate, point, scores, distanceRatio), 0), gate.thresholds),
    errors: encodedNames(space.features)
      .map((input, d) => ({ input, share: shares[d] / whole, value: point.x[d], ...movingColumn(space.features, d) }))
      .sort((a, b) => b.share - a.share),
    gates: meanGates(models, point.x),
    neighbours: neighboursOf(reward, point.x),
    patches: touchingPatches(models, point, patches, reward.scoring),
  };
}

/** The column of an encoded input, where it has a rate or is one. */
function movingColumn(features: OpenReward['space']['features'], input: number): { readonly column?: string } {
  const owner = encodedOwners(features)[input];
  const source = sourcesOf(features)[owner];
  if (source >= 0) return { column: features[source].name };
  return ratesOf(features)[owner] >= 0 ? { column: features[owner].name } : {};
}

function neighboursOf({ fitted, space }: OpenReward, x: Float32Array | Float64Array): Explanation['neighbours'] {
  if (!fitted) return [];
  const { basin, search } = fitted;
  const { counts, distances, indices } = search.search(x, 1, shownNeighbours);
  return Array.from({ length: counts[0] }, (_, i) => {
    const at = indices[i];
    const own = basin.points.subarray(at * basin.dims, (at + 1) * basin.dims);
    const episode = basin.episodes[at];
    return {
      row: at - basin.episodes.indexOf(episode),
      episode,
      distance: distances[i],
      raw: [...decode(space.features, destandardise(own, 1, space.standardiser), 1)],
    };
  });
}
