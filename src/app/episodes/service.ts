/**
 * Judges whole data sets under the open reward, with its current patches: triage of the data set that it was trained on, and
 * scoring of others. A facet of the reward's one owner. One job at a time; a scored data set is kept, so that its frames, its exports and a
 * comparison with it come at once.
 */
import { systemClock, type Clock } from '../../basics/clock';
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Progress } from '../../basics/task';
import { writeCsv } from '../../formats/text/write-csv';
import { writeParquet } from '../../formats/parquet/write-parquet';
import type { Store } from '../../store/store';
import { compareSets, episodeFigures } from './comparison';
import { rankingColumns, rewardColumns } from './exports';
import { framesOfRecord, JudgedSets, type JudgedSet } from './judging';
import { EpisodeTask } from './task';
import type { EpisodeExport, EpisodeFrames, EpisodeRanking, EpisodesService, SetComparison } from '../types';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import type { Draft } from '../project/draft';
import type { ProjectOwner } from '../project/owner';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';

type OnProgress = (progress: Progress) => void;
const quiet: OnProgress = () => undefined;

export class EpisodesFacet implements Served<EpisodesService> {
  private readonly sets: JudgedSets;
  private stops = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly owner: ProjectOwner,
    datasets: KeptDemonstrations,
    private readonly clock: Clock = systemClock,
  ) {
    this.sets = new JudgedSets(datasets);
  }

  rank(rewardId: string, datasetId: string, onProgress: OnProgress): Promise<Result<EpisodeRanking>> {
    return this.job(rewardId, onProgress, async (store, draft, task) =>
      mapResult(await this.sets.judge(store, draft, datasetId, task), ({ ranking }) => ranking),
    );
  }

  frames(rewardId: string, datasetId: string, record: number): Promise<Result<EpisodeFrames>> {
    return this.job(rewardId, quiet, async (store, draft, task) => {
      const judged = await this.sets.judge(store, draft, datasetId, task);
      return judged.ok ? framesOfRecord(judged.value, record) : judged;
    });
  }

  compare(rewardId: string, first: string, second: string, onProgress: OnProgress): Promise<Result<SetComparison>> {
    return this.job(rewardId, onProgress, async (store, draft, task) => {
      const a = await this.sets.judge(store, draft, first, task);
      if (!a.ok) return a;
      const b = await this.sets.judge(store, draft, second, task);
      if (!b.ok) return b;
      return ok(compareSets(episodeFigures(a.value.set), episodeFigures(b.value.set), a.value.seed));
    });
  }

  export(
    rewardId: string,
    datasetId: string,
    what: EpisodeExport,
  ): Promise<Result<{ readonly fileName: string; readonly bytes: Uint8Array }>> {
    return this.job(rewardId, quiet, async (store, draft, task) => {
      const judged = await this.sets.judge(store, draft, datasetId, task);
      if (!judged.ok) return judged;
      return ok({
        fileName: `${plainName(judged.value.ranking.name)}.${what}`,
        bytes: await written(judged.value, what),
      });
    });
  }

  /** Every job that was asked for before settles with `cancelled`, but for what has come to its end. */
  stop(): void {
    this.stops += 1;
  }

  /** Waits for the jobs before it, so that none is done twice. What is scored is what is stored. */
  private job<T>(
    rewardId: string,
    onProgress: OnProgress,
    work: (store: Store, draft: Draft, task: EpisodeTask) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const asked = this.stops;
    const run = async (): Promise<Result<T>> => {
      const task = new EpisodeTask(this.clock, onProgress, () => this.stops !== asked);
      try {
        if (task.cancelled()) throw new Cancelled();
        const draft = await this.owner.open(rewardId);
        if (!draft.ok) return draft;
        return await this.owner.asking(withStore((store) => work(store, draft.value, task)));
      } catch (error) {
        if (error instanceof Cancelled) return stopped();
        throw error;
      }
    };
    const result = this.turn.then(run);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

async function written({ set }: JudgedSet, what: EpisodeExport): Promise<Uint8Array> {
  switch (what) {
    case 'ranking.csv':
      return writeCsv(rankingColumns(set));
    case 'ranking.parquet':
      return writeParquet(rankingColumns(set));
    case 'rewards.parquet':
      return writeParquet(rewardColumns(set));
  }
}

/** A name that every file system takes. */
function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'episodes';
}

function stopped() {
  return fail('cancelled', 'Judging the episodes was stopped.', 'Nothing was changed; start it again at any time.');
}
