/** The downloaded file: packs a stored reward, and opens, verifies and stores one that was dropped in. Runs in a worker. */
import { systemClock } from '../basics/clock';
import { newIdentifier } from '../basics/identifier';
import type { Result } from '../basics/result';
import type { Progress } from '../basics/task';
import { openArtifact, packArtifact, type OpenedArtifact } from '../release/artifact';
import { decideUnder } from './decisions';
import { documentOf, loadReward } from './reward-document';
import type { Assessment, PackedArtifact } from './types';
import { mapResult, withStore } from './worker-store';

export class ArtifactWorkerService {
  pack(rewardId: string, onProgress: (progress: Progress) => void): Promise<Result<PackedArtifact>> {
    return withStore(async (store) => {
      onProgress({ label: 'Reading the reward', done: 0, total: 2 });
      const loaded = await loadReward(store, rewardId);
      if (!loaded.ok) return loaded;
      const { row, document, model, thresholds, assessment, basin, outOfFold } = loaded.value;
      onProgress({ label: 'Writing and checking the file', done: 1, total: 2 });
      const packed = await packArtifact({
        name: row.name,
        model,
        patches: row.patches,
        basin,
        outOfFold,
        thresholds,
        assessment,
        training: document.training,
        createdAt: document.madeAt,
        ranges: document.ranges,
        centre: document.centre,
        decide: decideUnder(thresholds),
      });
      if (packed.ok) {
        const { fileName, sha256, id } = packed.value;
        await store.ledger.append('download', { reward: rewardId, file: fileName, sha256, id });
      }
      return packed;
    });
  }

  /** Id of the stored reward; one that was opened before is opened again as a copy of its own. */
  async open(file: File): Promise<Result<string>> {
    const opened = await openArtifact(new Uint8Array(await file.arrayBuffer()));
    if (!opened.ok) return opened;
    const { document, arrays } = documentOf(partsOf(opened.value));
    const now = new Date(systemClock.now()).toISOString();
    const row = {
      id: newIdentifier(),
      name: opened.value.name,
      datasetId: null,
      document,
      patches: opened.value.patches,
      revision: 0,
      createdAt: now,
      updatedAt: now,
    };
    const payload = { reward: row.id, id: opened.value.id, sha256: opened.value.sha256 };
    return withStore(async (store) =>
      mapResult(await store.rewards.add(row, arrays, { kind: 'open', payload }), () => row.id),
    );
  }
}

function partsOf(opened: OpenedArtifact): Parameters<typeof documentOf>[0] {
  const { model, thresholds, outOfFold, basin, ranges, training, createdAt, selftest } = opened;
  const assessment = opened.assessment as Assessment;
  return {
    model,
    families: [{ id: model.family, members: model.members, thresholds, outOfFold, own: assessment }],
    basin,
    ranges,
    centre: opened.centre ?? selftest.inputs[0],
    training,
    assessment,
    madeAt: createdAt,
  };
}
