/** Film files of data sets, by path, for as long as the tab lives: browsers keep no files for a later visit. */
import type { EpisodeVideo } from '../services/types';
import { matchFilms } from './episodes/film-paths';

export class Films {
  private kept = $state.raw<ReadonlyMap<string, ReadonlyMap<string, File>>>(new Map());

  /** Keeps those of `files` that a data set names as films, beside what it has; the number of films that it has now. */
  keep(datasetId: string, files: readonly File[], videos: readonly EpisodeVideo[]): number {
    const paths = [...new Set(videos.map(({ path }) => path))];
    const matches = matchFilms(
      paths,
      files.map(({ name }) => name),
    );
    const films = new Map(this.kept.get(datasetId));
    for (const [path, index] of matches) films.set(path, files[index]);
    if (films.size > 0) this.kept = new Map([...this.kept, [datasetId, films]]);
    return films.size;
  }

  /** Gives a data set what another has, for the one that grew from it. */
  inherit(datasetId: string, parent: string): void {
    const films = this.kept.get(parent);
    if (films !== undefined) this.kept = new Map([...this.kept, [datasetId, films]]);
  }

  /** The film at a path; null where its file has not been given yet. */
  find(datasetId: string, path: string): File | null {
    return this.kept.get(datasetId)?.get(path) ?? null;
  }
}
