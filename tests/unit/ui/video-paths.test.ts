import { describe, expect, it } from 'vitest';
import { matchVideos, pathsOf } from '../../../src/ui/screens/inspect/episodes/video-paths';

const at = (camera: string, episode: number): string => `arm/videos/chunk-000/${camera}/episode_00000${episode}.mp4`;

describe('finding the files of videos', () => {
  it('finds videos by the longest common tail, whichever folder was chosen', () => {
    const videos = [at('top', 1), at('side', 1), at('top', 2)];
    const files = ['side/episode_000001.mp4', 'top/episode_000002.mp4', 'top/episode_000001.mp4', 'notes.txt'];
    expect([...matchVideos(videos, files)]).toEqual([
      [videos[0], 2],
      [videos[1], 0],
      [videos[2], 1],
    ]);
  });

  it('leaves out a video whose file could as well be that of another camera', () => {
    expect(matchVideos([at('top', 1), at('side', 1)], ['episode_000001.mp4']).size).toBe(0);
    expect(matchVideos([at('top', 1)], ['episode_000001.mp4']).get(at('top', 1))).toBe(0);
  });

  it('finds nothing among other files', () => {
    expect(matchVideos([at('top', 1)], ['arm/data/episode_000001.parquet', 'videos.mp4']).size).toBe(0);
  });

  it('names a video that many episodes share once', () => {
    const shared = { camera: 'top', path: 'videos/file-000.mp4' };
    expect(pathsOf([0, 1, 2].map((number) => ({ ...shared, number, start: number })))).toEqual(['videos/file-000.mp4']);
  });
});
