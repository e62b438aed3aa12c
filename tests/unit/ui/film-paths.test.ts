import { describe, expect, it } from 'vitest';
import { matchFilms, pathsOf } from '../../../src/ui/screens/inspect/episodes/film-paths';

const at = (camera: string, episode: number): string => `arm/videos/chunk-000/${camera}/episode_00000${episode}.mp4`;

describe('finding the files of films', () => {
  it('finds films by the longest common tail, whichever folder was chosen', () => {
    const films = [at('top', 1), at('side', 1), at('top', 2)];
    const files = ['side/episode_000001.mp4', 'top/episode_000002.mp4', 'top/episode_000001.mp4', 'notes.txt'];
    expect([...matchFilms(films, files)]).toEqual([
      [films[0], 2],
      [films[1], 0],
      [films[2], 1],
    ]);
  });

  it('leaves out a film whose file could as well be that of another camera', () => {
    expect(matchFilms([at('top', 1), at('side', 1)], ['episode_000001.mp4']).size).toBe(0);
    expect(matchFilms([at('top', 1)], ['episode_000001.mp4']).get(at('top', 1))).toBe(0);
  });

  it('finds nothing among other files', () => {
    expect(matchFilms([at('top', 1)], ['arm/data/episode_000001.parquet', 'videos.mp4']).size).toBe(0);
  });

  it('names a film that many episodes share once', () => {
    const shared = { camera: 'top', path: 'videos/file-000.mp4' };
    expect(pathsOf([0, 1, 2].map((number) => ({ ...shared, number, start: number })))).toEqual(['videos/file-000.mp4']);
  });
});
