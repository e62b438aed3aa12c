/** Film files of data sets, by path, for as long as the tab lives: browsers keep no files for a later visit. */
import type { EpisodeVideo } from '../app/types';
import { matchFilms, pathsOf } from './screens/inspect/episodes/film-paths';

interface KeptFilm {
  readonly datasetId: string;
  readonly path: string;
  readonly file: File;
}

export class Films {
  private kept = $state.raw<readonly KeptFilm[]>([]);

  /** Keeps those of `files` that a data set names as films, instead of what it had at the same paths. */
  keep(datasetId: string, files: readonly File[], videos: readonly EpisodeVideo[]): void {
    const names = files.map(({ name }) => name);
    const found = [...matchFilms(pathsOf(videos), names)].map(([path, index]) => {
      return { datasetId, path, file: files[index] };
    });
    if (found.length > 0) this.kept = [...found, ...this.kept];
  }

  /** Gives a data set what another has, for the one that grew from it. */
  inherit(datasetId: string, parent: string): void {
    const films = this.kept.filter((film) => film.datasetId === parent);
    if (films.length > 0) this.kept = [...films.map((film) => ({ ...film, datasetId })), ...this.kept];
  }

  /** The film at a path, the newest that was given; null where none was. */
  find(datasetId: string, path: string): File | null {
    return this.kept.find((film) => film.datasetId === datasetId && film.path === path)?.file ?? null;
  }
}
