/** Packs what it is given of the open reward into the file that is downloaded. Runs in a job worker, gone with its memory. */
import type { Result } from '../../basics/result';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { kMeans } from '../../gate/cells/k-means';
import { decideUnder, openGate } from '../../gate/open-gate';
import { packArtifact, type StatedAudit } from '../../release/artifact';
import { coverOf } from '../../reward/distance/cover';
import type { LoadedReward } from '../project/reward-document';
import type { PackedArtifact } from '../types';
import { moving, type Served } from '../worker/host';

/** As many as there are audit cells. */
const mostCentroids = 256;

/** The draft as it is packed; plain data. */
export interface PackingSnapshot {
  readonly reward: LoadedReward;
  /** null = not audited. */
  readonly cells: AuditCells | null;
  /** What the audit states, and what of its premise is gone. */
  readonly audit: StatedAudit | null;
}

export interface PackingJob {
  pack(snapshot: PackingSnapshot, leaveOut: boolean): Promise<Result<PackedArtifact>>;
}

export class PackingService implements Served<PackingJob> {
  async pack({ reward, cells, audit }: PackingSnapshot, leaveOut: boolean): Promise<Result<PackedArtifact>> {
    const { row, document, model, thresholds, assessment, outOfFold, monitor, norms } = reward;
    const near = leaveOut ? withoutBasin(reward) : reward;
    const packed = await packArtifact({
      name: row.name,
      model,
      patches: row.patches,
      basin: near.basin,
      cover: near.cover,
      outOfFold,
      monitor,
      thresholds,
      norms,
      cells,
      audit,
      assessment,
      training: document.training,
      createdAt: document.madeAt,
      ranges: document.ranges,
      centre: document.centre,
      decide: decideUnder(openGate({ ...reward, basin: near.basin }, cells)),
    });
    return packed.ok ? moving(packed, [packed.value.bytes.buffer as ArrayBuffer]) : packed;
  }
}

/** What stays of the demonstrations in a file that is to carry none of them. */
function withoutBasin({ basin, cover }: LoadedReward): Pick<LoadedReward, 'basin' | 'cover'> {
  if (basin === null) return { basin, cover };
  return { basin: null, cover: coverOf(basin, kMeans(basin.points, basin.dims, mostCentroids, 0)) };
}
