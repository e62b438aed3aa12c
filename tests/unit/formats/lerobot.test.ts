import { describe, expect, it } from 'vitest';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import { importBytes } from '../../../src/formats/import-bytes';
import { defaultLimits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import { unwatched } from '../../../src/basics/task';
import { leRobot2, leRobot3, leRobotColumns, leRobotFrames, leRobotInfo } from '../../corpus/good-lerobot';
import { parquetBytes } from '../../corpus/parquet-bytes';
import { hasSharedData, kindOf, namesOf, opened, sharedFolder, source, valuesOf } from './sources';

type Files = Record<string, string | Uint8Array>;

function sources(files: Files): ReturnType<typeof source>[] {
  return Object.entries(files).map(([name, content]) => source(name, content));
}

function without(files: Files, pattern: RegExp): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !pattern.test(name)));
}

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 1\n`;

describe('a LeRobot folder', () => {
  it('gives names, groups and frames per second as its description says', async () => {
    const table = await opened(...sources(leRobot2));
    expect(table.format).toBe('lerobot v2.1');
    expect(table.fps).toBe(10);
    expect(table.columns.map(({ group }) => group)).toEqual([
      'observation',
      'observation',
      'action',
      'action',
      'time',
      'other',
      'episode',
    ]);
    expect(valuesOf(table, 'shoulder')).toEqual([0, 0, 0, 2, 2, 2, 2]);
    expect(valuesOf(table, 'action_elbow_pos')).toEqual([5, 4, 3, 5, 4, 3, 2]);
    const mapping = guessMapping(table);
    expect(mapping.features.filter(({ role }) => role === 'continuous').map(({ name }) => name)).toEqual([
      'shoulder',
      'elbow_pos',
    ]);
    expect(mapping.timeColumn).toBe('timestamp');
  });

  it('says what is absent, what is cut and what is not read, a line each', async () => {
    expect((await opened(...sources(leRobot2))).skipped).toEqual([
      { what: '2 of 4 episodes', why: 'not in the folder' },
      { what: 'videos of 1 camera', why: 'not in the folder' },
      { what: 'README.md', why: 'not part of the recording' },
    ]);
    expect((await opened(...sources(leRobot3))).skipped).toEqual([
      {
        what: '1 episode',
        why: 'read, but with another number of frames than meta/episodes says: episode 2 has 4, not 5',
      },
      { what: 'videos of 1 camera', why: '1 file for 3 episodes; only numbers are read' },
    ]);
  });

  it('is read without its tables of episodes', async () => {
    const table = await opened(...sources(without(leRobot2, /jsonl$/)));
    expect([table.rows, Array.from(table.episodeStarts ?? [])]).toEqual([7, [0, 3]]);
    expect(table.skipped[0]).toEqual({ what: '2 of 4 episodes', why: 'not in the folder' });
  });

  it('is read beside another one of the same robot', async () => {
    const both = {
      ...leRobot2,
      ...Object.fromEntries(Object.entries(leRobot3).map(([name, content]) => [`other/${name}`, content])),
    };
    const table = await opened(...sources(both));
    expect(namesOf(table)).toEqual(leRobotColumns);
    expect([table.rows, table.episodeStarts?.length]).toEqual([16, 5]);
  });

  it('reads the files that are there beside pointers to those that are not', async () => {
    const files = {
      ...leRobot2,
      'arm/data/chunk-000/episode_000001.parquet': pointer,
      'arm/data/chunk-000/episode_000003.parquet': pointer,
    };
    const table = await opened(...sources(files));
    expect(table.rows).toBe(7);
    const note = table.skipped.find(({ what }) => what === '2 of 4 data files');
    expect(note?.why).toContain('git lfs pull');
  });

  it('leaves out a file with other columns, by its path', async () => {
    const other = parquetBytes([{ name: 'x', type: 'FLOAT', data: [1] }]);
    const table = await opened(...sources({ ...leRobot2, 'arm/data/chunk-000/episode_000009.parquet': other }));
    expect(table.rows).toBe(7);
    expect(table.skipped.map(({ what }) => what)).toContain('data/chunk-000/episode_000009.parquet');
  });

  it('numbers the columns when the names do not fit', async () => {
    const odd = {
      'observation.state': { dtype: 'float32', shape: [2], names: ['only one'] },
      action: { dtype: 'float32', shape: [2] },
    };
    const table = await opened(
      ...sources({ 'meta/info.json': leRobotInfo('v2.1', 1, odd), 'data/a.parquet': leRobotFrames(0, 2) }),
    );
    expect(namesOf(table).slice(0, 4)).toEqual(['observation_state_0', 'observation_state_1', 'act_0', 'act_1']);
    expect(table.columns.slice(0, 3).map(({ group }) => group)).toEqual(['observation', 'observation', 'action']);
  });

  it.each([
    ['without frames', without(leRobot2, /parquet$/), 'empty'],
    ['of pointers alone', { ...leRobot2, ...pointersFor(leRobot2) }, 'git-lfs-pointer'],
    ['with a description cut short', { ...leRobot2, 'arm/meta/info.json': '{"fps": 3' }, 'truncated'],
    ['with a description that is none', { ...leRobot2, 'arm/meta/info.json': '[]' }, 'malformed'],
    [
      'with a feature named __proto__',
      { ...leRobot2, 'arm/meta/info.json': '{"features":{"__proto__":{"names":["x"]}}}' },
      'unsafe-name',
    ],
    [
      'with a joint named constructor',
      { ...leRobot2, 'arm/meta/info.json': '{"features":{"observation.state":{"names":["constructor","b"]}}}' },
      'unsafe-name',
    ],
    [
      'with a description nested without end',
      { ...leRobot2, 'arm/meta/info.json': `{"features":{"action":{"names":${'['.repeat(50_000)}` },
      'truncated',
    ],
  ])('%s is refused', async (_, files, kind) => {
    expect(await kindOf(...sources(files))).toBe(kind);
  });

  it('does not count its videos against the memory that is left', async () => {
    const video = { ...source('videos/top/a.mp4', ''), size: 2 ** 40 };
    const files = [...sources(leRobot3), video];
    expect(importBytes(files)).toBeLessThan(2 ** 20);
    expect((await openFiles(files, unwatched)).ok).toBe(true);
    const small = await openFiles(files, unwatched, { ...defaultLimits, numbers: 40 });
    expect(small).toMatchObject({ ok: false, failure: { kind: 'too-large' } });
  });

  it('takes nothing from a folder that merely has a meta/info.json', async () => {
    const table = await opened(
      ...sources({ 'meta/info.json': '{"note": [1, 2]}', 'meta/x.csv': 'x,y\n1,2\n3,4\n5,6\n' }),
    );
    expect(table.format).toContain('csv');
  });
});

function pointersFor(files: Files): Files {
  return Object.fromEntries(
    Object.keys(files)
      .filter((name) => name.endsWith('.parquet'))
      .map((name) => [name, pointer]),
  );
}

describe.skipIf(!hasSharedData)('a public LeRobot folder', () => {
  it('is read in the part that is there: 3 of 100 episodes, no videos', async () => {
    const table = await opened(...sharedFolder('unitree-g1-lerobot'));
    expect(table.format).toBe('lerobot v2.1');
    expect([table.rows, table.fps]).toEqual([479 + 393 + 343, 30]);
    expect(Array.from(table.episodeStarts ?? [])).toEqual([0, 479, 872]);
    expect(table.skipped).toEqual([
      { what: '97 of 100 episodes', why: 'not in the folder' },
      { what: 'videos of 1 camera', why: 'not in the folder' },
      { what: 'LICENSE', why: 'not part of the recording' },
    ]);
    expect(table.columns.filter(({ group }) => group === 'action')).toHaveLength(26);
    const prepared = prepare(table, guessMapping(table));
    if (!prepared.ok) throw new Error(prepared.failure.message);
    const { features, episodes, timeStep } = prepared.value.demonstrations;
    expect(features.map(({ name }) => name)).toHaveLength(26);
    expect(features[0].name).toBe('kLeftShoulderPitch');
    expect(features[25].name).toBe('kRightHandThumbRotation');
    expect(episodes).toHaveLength(4);
    expect(timeStep).toBeCloseTo(1 / 30, 3);
  });

  it('is read by its data files alone, each an episode', async () => {
    const files = sharedFolder('unitree-g1-lerobot').filter(({ name }) => name.endsWith('.parquet'));
    const table = await opened(...files.map((file) => ({ ...file, name: file.name.split('/').at(-1) ?? '' })));
    expect([table.rows, table.episodeStarts?.length]).toEqual([1215, 3]);
  });
});
