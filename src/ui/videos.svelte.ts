/** Video files of data sets, by path, for as long as the tab lives: browsers keep no files for a later visit. */
import type { EpisodeVideo } from '../app/types';
import { matchVideos, pathsOf } from './screens/inspect/episodes/video-paths';

interface KeptVideo {
  readonly datasetId: string;
  readonly path: string;
  readonly file: File;
}

export class Videos {
  private kept = $state.raw<readonly KeptVideo[]>([]);

  /** Keeps those of `files` that a data set names as videos, instead of what it had at the same paths. */
  keep(datasetId: string, files: readonly File[], videos: readonly EpisodeVideo[]): void {
    const names = files.map(({ name }) => name);
    const found = [...matchVideos(pathsOf(videos), names)].map(([path, index]) => {
      return { datasetId, path, file: files[index] };
    });
    if (found.length > 0) this.kept = [...found, ...this.kept];
  }

  /** Gives a data set what another has, for the one that grew from it. */
  inherit(datasetId: string, parent: string): void {
    const videos = this.kept.filter((video) => video.datasetId === parent);
    if (videos.length > 0) this.kept = [...videos.map((video) => ({ ...video, datasetId })), ...this.kept];
  }

  /** The video at a path, the newest that was given; null where none was. */
  find(datasetId: string, path: string): File | null {
    return this.kept.find((video) => video.datasetId === datasetId && video.path === path)?.file ?? null;
  }
}
