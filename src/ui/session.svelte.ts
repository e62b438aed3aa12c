/**
 * What all screens share: where the visitor is (the URL hash), what is kept, the import and the run under way, and the
 * reward that is open. Given to screens by context.
 */
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Failure } from '../basics/result';
import { isRewardFile } from '../app/artifact/reward-file';
import { keepStored } from '../app/page/keep-stored';
import type { DatasetSummary, Norm, RewardSummary, Services } from '../app/types';
import { Importing, type Intent } from './screens/data/importing.svelte';
import { Videos } from './videos.svelte';
import type { History } from './screens/inspect/patches/history';
import type { EditState, PatchDocument } from './screens/inspect/patches/patch-document.svelte';
import { Library } from './library.svelte';
import { RewardMirror } from './mirror.svelte';
import { type Route, type Screen, formatRoute, parseRoute } from './route';
import { screens } from './screens';
import { Run } from './screens/train/run.svelte';

/** Whether what was changed is saved; `idle` when nothing is open that could change. */
export type SaveState = EditState | 'idle';

const { noView } = screens;

export class Session {
  readonly services: Services;
  readonly library: Library;
  readonly importing: Importing;
  readonly run: Run;
  readonly mirror: RewardMirror;
  /** Videos of data sets, for as long as the tab lives. */
  readonly videos = new Videos();
  route = $state.raw<Route>(parseRoute(location.hash));
  opening = $state(false);
  openFailure = $state.raw<Failure | null>(null);
  /** Norms that were written and not kept yet, by reward, for as long as the tab lives. */
  readonly unkeptNorms = new SvelteMap<string, History<readonly Norm[]>>();
  /** Whether the landing picture has been drawn once. */
  pictured = false;
  /** Raw point that the map is to slice through and explain when it is shown next. */
  pointWanted: readonly number[] | null = null;
  /** Set by the shortcut; the download screen answers it. */
  downloadWanted = $state(false);

  constructor(services: Services) {
    this.services = services;
    this.library = new Library(services);
    this.mirror = new RewardMirror(services, this.library);
    this.importing = new Importing(services);
    const refresh = () => void this.library.refresh();
    this.run = new Run(services, (rewardId) => void this.trained(rewardId), refresh);
  }

  /** The reward that is open, as its owner says. */
  get reward(): RewardSummary | null {
    return this.mirror.reward;
  }

  /** Patches of `reward` as they are edited. */
  get document(): PatchDocument | null {
    return this.mirror.document;
  }

  get saved(): SaveState {
    return this.mirror.saved;
  }

  /** Follows the back and forward buttons. */
  readonly follow = (): void => {
    this.route = parseRoute(location.hash);
  };

  /** Goes to a screen; parameters given replace those of the same name, '' removes one. */
  go(screen: Screen, params: Readonly<Record<string, string>> = {}): void {
    const hash = formatRoute({ screen, params: { ...this.route.params, ...params } });
    if (hash !== location.hash) history.pushState(null, '', hash);
    this.follow();
  }

  /** Sets up a training on a data set; what an earlier run showed makes way. */
  goTrain(datasetId: string): void {
    this.run.clear();
    this.go('train', { dataset: datasetId });
  }

  /** Changes parameters without a step in the history. */
  mark(params: Readonly<Record<string, string>>): void {
    const hash = formatRoute({ screen: this.route.screen, params: { ...this.route.params, ...params } });
    if (hash === location.hash) return;
    history.replaceState(null, '', hash);
    this.follow();
  }

  /** Goes to a reward with nothing left over of the view of another. */
  goReward(screen: Screen, rewardId: string): void {
    this.go(screen, { ...noView, reward: rewardId });
  }

  /** Opens the reward that the hash names, unless it is open already. */
  async openReward(): Promise<void> {
    const id = this.route.params.reward;
    if (id === undefined || this.opening || this.reward?.id === id) return;
    this.opening = true;
    this.openFailure = null;
    try {
      const result = await this.services.inspect.open(id);
      if (result.ok) this.mirror.show(result.value);
      else this.mirror.clear();
      this.openFailure = result.ok ? null : result.failure;
    } finally {
      this.opening = false;
    }
    if (this.route.params.reward !== id) await this.openReward();
  }

  /** Remembers norms that are not kept yet; null when there are none any more. */
  noteNorms(rewardId: string, history: History<readonly Norm[]> | null): void {
    if (history === null) this.unkeptNorms.delete(rewardId);
    else this.unkeptNorms.set(rewardId, history);
  }

  /** Reads a reward file and shows it. */
  async openFile(file: File): Promise<void> {
    this.go('data');
    const result = await this.importing.waitFor(`Opening ${file.name}`, this.services.artifact.open(file));
    if (!result.ok) return this.importing.refuse(result.failure);
    keepStored();
    await this.library.refresh();
    this.goReward('inspect', result.value);
  }

  /** Takes whatever was dropped or chosen: a reward file, or files with demonstrations. */
  async take(files: readonly File[], intent: Intent = this.intentHere): Promise<void> {
    if (files.length === 0) return;
    if (files.length === 1 && (await isRewardFile(files[0]))) return this.openFile(files[0]);
    this.go('data');
    await this.importing.read(files, intent);
  }

  /** Files that are brought where episodes are ranked are rollouts to be scored. */
  private get intentHere(): Intent {
    const { screen, params } = this.route;
    if (screen !== 'inspect' || params.tab !== 'episodes') return {};
    const like = this.reward?.datasetId ?? null;
    return { purpose: 'rollouts', ...(like === null ? {} : { like }) };
  }

  /** Goes on with a data set that has just been stored, where its purpose leads. */
  async stored(dataset: DatasetSummary): Promise<void> {
    if (dataset.parent !== null) this.videos.inherit(dataset.id, dataset.parent);
    this.videos.keep(dataset.id, this.importing.files, dataset.videos);
    keepStored();
    await this.library.refresh();
    if (dataset.purpose === 'demonstrations') return this.goTrain(dataset.id);
    if (this.route.params.reward === undefined) return;
    this.go('inspect', { tab: 'episodes', set: dataset.id, episode: '' });
  }

  /** Closes the reward when it is the one that is being deleted. */
  async removeReward(id: string): Promise<void> {
    if (this.reward?.id === id) this.mirror.clear();
    if (this.route.params.reward === id) this.mark({ ...noView, reward: '' });
    this.unkeptNorms.delete(id);
    await this.library.removeReward(id);
  }

  private async trained(rewardId: string): Promise<void> {
    keepStored();
    await this.library.refresh();
    this.mark({ ...noView, reward: rewardId });
    await this.openReward();
  }
}

export const [useSession, provideSession] = createContext<Session>();
