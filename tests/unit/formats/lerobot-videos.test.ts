import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import type { EpisodeVideo, Table } from '../../../src/demonstrations/table';
import { leRobot2, leRobot3, leRobotFrames, leRobotInfo } from '../../corpus/good-lerobot';
import { parquetBytes } from '../../corpus/parquet-bytes';
import { hasSharedData, opened, sharedFolder, source } from './sources';

type Files = Readonly<Record<string, string | Uint8Array>>;

function read(files: Files): Promise<Table> {
  return opened(...Object.entries(files).map(([name, content]) => source(name, content)));
}

/** The v2.1 folder with changes to its description. */
async function videosWith(changes: object): Promise<readonly EpisodeVideo[] | undefined> {
  const info = { ...(JSON.parse(leRobotInfo('v2.1', 4)) as object), ...changes };
  return (await read({ ...leRobot2, 'arm/meta/info.json': JSON.stringify(info) })).videos;
}

function episodeTable(camera: string, starts: readonly number[]): Uint8Array {
  return parquetBytes([
    { name: 'episode_index', type: 'INT64', data: [0n, 1n, 2n] },
    { name: 'length', type: 'INT64', data: [3n, 2n, 4n] },
    { name: `videos/${camera}/chunk_index`, type: 'INT64', data: [0n, 0n, 1n] },
    { name: `videos/${camera}/file_index`, type: 'INT64', data: [0n, 0n, 2n] },
    { name: `videos/${camera}/from_timestamp`, type: 'DOUBLE', data: starts },
  ]);
}

function features(more: object): Promise<Table> {
  return read({ 'meta/info.json': leRobotInfo('v2.1', 1, more), 'data/a.parquet': leRobotFrames(0, 2, 2) });
}

describe('videos of a LeRobot folder', () => {
  it('lie in v2 one by one, and are named for the episodes that have rows, whether or not they are there', async () => {
    const path = (episode: number): string => `arm/videos/chunk-000/observation.images.top/episode_00000${episode}.mp4`;
    expect((await read(leRobot2)).videos).toEqual([
      { number: 0, camera: 'top', path: path(0), start: 0 },
      { number: 2, camera: 'top', path: path(2), start: 0 },
    ]);
  });

  it('lie in v3 several in a file, and begin where the table of episodes says', async () => {
    const table = await read({
      ...leRobot3,
      'meta/episodes/chunk-000/file-000.parquet': episodeTable('observation.images.top', [0, 0.3, 1.5]),
    });
    const folder = 'videos/observation.images.top';
    expect(table.videos).toEqual([
      { number: 0, camera: 'top', path: `${folder}/chunk-000/file-000.mp4`, start: 0 },
      { number: 1, camera: 'top', path: `${folder}/chunk-000/file-000.mp4`, start: 0.3 },
      { number: 2, camera: 'top', path: `${folder}/chunk-001/file-002.mp4`, start: 1.5 },
    ]);
  });

  it('are not guessed at in v3 where the table does not say where they begin', async () => {
    expect((await read(leRobot3)).videos).toBeUndefined();
    const table = await read({
      ...leRobot3,
      'meta/episodes/chunk-000/file-000.parquet': episodeTable('observation.images.top', [NaN, -1, 2]),
    });
    expect(table.videos?.map(({ number }) => number)).toEqual([2]);
  });

  it('follow the template of the description, and the number of episodes in a folder', async () => {
    const video_path = 'films/{video_key}/{episode_chunk:02d}-{episode_index}.mp4';
    const videos = await videosWith({ video_path, chunks_size: 2 });
    expect(videos?.map(({ path }) => path)).toEqual([
      'arm/films/observation.images.top/00-0.mp4',
      'arm/films/observation.images.top/01-2.mp4',
    ]);
  });

  it.each([
    ['leads out of the folder', '../{video_key}/{episode_index}.mp4'],
    ['leads out of the folder further on', 'videos/../../{episode_index}.mp4'],
    ['leads to a fixed place', '/etc/{episode_index}'],
    ['leads to another disk', 'C:/{episode_index}'],
    ['goes the way of another system', 'videos\\..\\..\\{episode_index}.mp4'],
    ['holds a character that cannot be seen', 'videos/\u0000{episode_index}.mp4'],
    ['asks for something unknown', 'videos/{__proto__}/{episode_index}.mp4'],
    ['is too long', `videos/${'x'.repeat(600)}/{episode_index}.mp4`],
    ['becomes too long', `videos/${'{episode_index:099d}/'.repeat(20)}a.mp4`],
  ])('are none when the template %s', async (_, video_path) => {
    expect(await videosWith({ video_path })).toBeUndefined();
  });

  it('are none for a camera whose key leads out of the folder', async () => {
    const features = (JSON.parse(leRobotInfo('v2.1', 4, { '../../x': { dtype: 'video' } })) as { features: object })
      .features;
    expect((await videosWith({ features }))?.map(({ camera }) => camera)).toEqual(['top', 'top']);
  });

  it('stay inside the folder for any template', async () => {
    const parts = [
      '..',
      '.',
      '/',
      '\\',
      '//',
      'C:',
      '{video_key}',
      '{episode_index}',
      '{episode_index:03d}',
      '{',
      '}',
      'a',
      '\n',
    ];
    const template = fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(template, async (video_path) => {
        for (const { path } of (await videosWith({ video_path })) ?? []) {
          const url = new URL(path.replaceAll('#', '%23').replaceAll('?', '%3F'), 'http://host/');
          expect(url.pathname.startsWith('/arm/')).toBe(true);
          expect(path.split('/')).not.toContain('..');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of two folders are those of both', async () => {
    const both = Object.fromEntries(
      Object.entries(leRobot2).map(([name, content]) => [name.replace('arm/', 'leg/'), content]),
    );
    const { videos } = await read({ ...leRobot2, ...both });
    expect(videos?.map(({ path }) => path.slice(0, 3))).toEqual(['arm', 'arm', 'leg', 'leg']);
  });
});

describe('units of a LeRobot folder', () => {
  const state = (more: object): object => ({
    'observation.state': { dtype: 'float32', shape: [2], names: ['a', 'b'], ...more },
  });

  it.each<[string, object, (string | undefined)[]]>([
    ['one for all', { unit: 'rad' }, ['rad', 'rad']],
    ['one for each', { units: ['m', 'rad'] }, ['m', 'rad']],
    ['under a heading', { units: { motors: ['m', 'rad'] } }, ['m', 'rad']],
    ['by name', { units: { b: 'rad', a: 'm' } }, ['m', 'rad']],
    ['beside the names', { names: { motors: ['a', 'b'], units: ['m', 'rad'] } }, ['m', 'rad']],
    ['of another number of columns', { units: ['m', 'rad', 's'] }, [undefined, undefined]],
    ['that are numbers', { units: { a: 0, b: 1 } }, [undefined, undefined]],
    ['that are too long to be one', { unit: 'x'.repeat(99) }, [undefined, undefined]],
    ['with characters that cannot be seen', { unit: 'ra\u202Ed' }, [undefined, undefined]],
    ['that are absent', {}, [undefined, undefined]],
  ])('%s', async (_, said, expected) => {
    const { columns } = await features(state(said));
    expect(columns.slice(0, 2).map(({ name, unit }) => [name, unit])).toEqual([
      ['a', expected[0]],
      ['b', expected[1]],
    ]);
  });

  it('are proposed with the mapping', async () => {
    const mapping = guessMapping(await features(state({ units: ['m', 'rad'] })));
    expect(mapping.features.slice(0, 2).map(({ unit }) => unit)).toEqual(['m', 'rad']);
  });
});

describe.skipIf(!hasSharedData)('a public LeRobot folder', () => {
  it('names the videos of the three episodes that are there', async () => {
    const { videos } = await opened(...sharedFolder('unitree-g1-lerobot'));
    expect(videos).toHaveLength(3);
    expect(videos?.[2]).toEqual({
      number: 2,
      camera: 'cam_high',
      path: 'unitree-g1-lerobot/videos/chunk-000/observation.images.cam_high/episode_000002.mp4',
      start: 0,
    });
  });
});
