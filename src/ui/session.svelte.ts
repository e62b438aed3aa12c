/**
 * What all screens share: where the visitor is (the URL hash), what is kept, the import and the run under way, and the
 * reward that is open. Given to screens by context.
 */
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Failure } from '../basics/result';
import { isRewardFile } from '../app/artifact/reward-file';
import type { DatasetSummary, Norm, RewardSummary, Services } from '../app/types';
import { Importing, type Intent } from './screens/data/importing.svelte';
import { Films } from './films.svelte';
import type { History } from './screens/inspect/patches/history';
import { PatchDocument } from './screens/inspect/patches/patch-document.svelte';
import { Library } from './library.svelte';
import { type Route, type Screen, formatRoute, parseRoute } from './route';
import { screens } from './screens';
import { Run } from './screens/train/run.svelte';

/** State of the autosave; `idle` when nothing is open that could change. */
export type SaveState = 'idle' | 'saved' | 'waiting' | 'saving' | 'failed';

const { noView } = screens;

export class Session {
  readonly services: Services;
  readonly library: Library;
  readonly importing: Importing;
  readonly run: Run;
  /** Films of data sets, for as long as the tab lives. */
  readonly films = new Films();
  route = $state.raw<Route>(parseRoute(location.hash));
  reward = $state.raw<RewardSummary | null>(null);
  /** Patches of `reward` as they are edited. */
  document = $state.raw<PatchDocument | null>(null);
  opening = $state(false);
  openFailure = $state.raw<Failure | null>(null);
  saved = $state<SaveState>('idle');
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
    this.importing = new Importing(services);
    this.run = new Run(services, (rewardId) => void this.finished(rewardId));
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
      await this.settle();
      const result = await this.services.inspect.open(id);
      if (result.ok) this.adopt(result.value);
      else this.close();
      this.openFailure = result.ok ? null : result.failure;
    } finally {
      this.opening = false;
    }
    if (this.route.params.reward !== id) await this.openReward();
  }

  /** Resolves when every change of the open reward is saved. */
  async settle(): Promise<void> {
    await this.document?.settle();
    if (this.document === null || this.reward === null) return;
    this.reward = { ...this.reward, patches: this.document.patches };
    this.library.countPatches(this.reward.id, this.document.patches.length);
  }

  /** Makes a reward, as the services have it now, the one that is open. */
  adopt(reward: RewardSummary): void {
    this.reward = reward;
    const document = new PatchDocument(this.services, reward.id, reward.patches, (state) => {
      this.saved = state;
      if (state === 'saved') this.library.countPatches(reward.id, document.patches.length);
    });
    this.document = document;
    this.saved = 'saved';
  }

  /** Remembers norms that are not kept yet; null when there are none any more. */
  noteNorms(rewardId: string, history: History<readonly Norm[]> | null): void {
    if (history === null) this.unkeptNorms.delete(rewardId);
    else this.unkeptNorms.set(rewardId, history);
  }

  private close(): void {
    this.reward = null;
    this.document = null;
    this.saved = 'idle';
  }

  /** Reads a reward file and shows it. */
  async openFile(file: File): Promise<void> {
    this.go('data');
    const result = await this.importing.waitFor(`Opening ${file.name}`, this.services.artifact.open(file));
    if (!result.ok) return this.importing.refuse(result.failure);
    await this.library.refresh();
    this.goReward('inspect', result.value);
  }

  /** Reads the open reward anew, after something else than its patches' editor changed it. */
  async reloadReward(): Promise<void> {
    const id = this.reward?.id;
    if (id === undefined || this.route.params.reward !== id) return;
    const result = await this.services.inspect.open(id);
    if (result.ok) this.adopt(result.value);
    this.openFailure = result.ok ? null : result.failure;
    if (result.ok) this.library.countPatches(id, result.value.patches.length);
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
    if (dataset.parent !== null) this.films.inherit(dataset.id, dataset.parent);
    this.films.keep(dataset.id, this.importing.files, dataset.videos);
    await this.library.refresh();
    if (dataset.purpose === 'demonstrations') return this.goTrain(dataset.id);
    if (this.route.params.reward === undefined) return;
    this.go('inspect', { tab: 'episodes', set: dataset.id, episode: '' });
  }

  /** Closes the reward when it is the one that is being deleted. */
  async removeReward(id: string): Promise<void> {
    if (this.reward?.id === id) {
      await this.settle();
      this.close();
    }
    if (this.route.params.reward === id) this.mark({ ...noView, reward: '' });
    this.unkeptNorms.delete(id);
    await this.library.removeReward(id);
  }

  private async finished(rewardId: string): Promise<void> {
    await this.library.refresh();
    this.mark({ ...noView, reward: rewardId });
    await this.openReward();
  }
}

export const [useSession, provideSession] = createContext<Session>();
