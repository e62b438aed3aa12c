/** Everything that is known about one point: norms, score with and without patches, gap, decision, neighbours. */
import { auditedBox } from '../../flywheel/attack-problem';
import { cellOf, gapAt } from '../../gate/cells/audit-gap';
import { decide } from '../../gate/decide';
import { evidenceStatus } from '../../gate/records';
import type { AuditCells } from '../../gate/cells/audit-cells';
import type { Patch } from '../../reward/types';
import type { AuditMaterial } from './material';
import type { PointStory } from './types';
import { gateOf, observations } from '../../gate/open-gate';
import { gateOfRows } from '../../gate/gate-of-rows';
import { explainPoint } from '../inspect/point-explanation';
import { pointsAt } from '../../reward/points-at';

/** @param raw [F] @param widening of the audited box, as the audit's settings say */
export async function storyOf(
  material: AuditMaterial,
  widening: number,
  raw: readonly number[],
  patches: readonly Patch[],
  cells: AuditCells | null,
): Promise<PointStory> {
  const { reward, norms, basin } = material;
  const point = pointsAt(reward.space, Float64Array.from(raw), 1);
  const explained = await explainPoint(reward, raw, patches, cells);
  const gate = gateOfRows(gateOf(reward, cells));
  const seen = await observations(reward, gate, point, patches);
  const observation = seen(0);
  const { episodes } = reward.conformal;
  const cell = cells ? cellOf(cells, point.x) : -1;
  const cellDraws = cells && (cell < 0 ? 0 : cells.draws[cell]);
  const bare = await reward.scorer.score(point, []);
  const box = auditedBox(reward.space.features, basin.points.raw, basin.points.rows, widening);
  return {
    raw,
    norms: norms.map((opened) => {
      const margin = opened.margin(point, 0);
      return { id: opened.norm.id, severity: opened.severity, margin: Number.isNaN(margin) ? null : margin };
    }),
    score: explained.score,
    scoreWithoutPatches: bare.score[0],
    energy: explained.energy,
    distanceRatio: explained.distanceRatio,
    gap: cells && gapAt(cells, point.x, 1)[0],
    inBox: raw.every((value, f) => value >= box.low[f] && value <= box.high[f]),
    patches: explained.patches.map(({ id, amount }) => ({ id, amount })),
    decision: {
      ...decide(observation, gate.thresholds),
      status: evidenceStatus(observation, { episodes, cellDraws }, gate.thresholds),
    },
    nearest: explained.neighbours.map(({ raw: near, distance, episode }) => ({ raw: near, distance, episode })),
  };
}
