import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test, vi } from 'vitest';
import type { Origins } from '../../../src/demonstrations/demonstrations';
import type { OutputColumn } from '../../../src/formats/tables/output-column';
import { writeCsv } from '../../../src/formats/text/write-csv';
import { writeParquet } from '../../../src/formats/parquet/write-parquet';
import { rankingColumns, rewardColumns } from '../../../src/app/episodes/exports';
import type { EpisodeRecord } from '../../../src/app/types';
import { opened, source, valuesOf } from '../formats/sources';
import { circles } from './episode-fixtures';

vi.hoisted(() => vi.stubGlobal('navigator', {}));

const demonstrations = circles([3, 2]);
const score = Float64Array.of(1, 0, 0.5, 1, 1);
const other = Float64Array.of(-1, 9, 2, 0, NaN);
const frames = {
  ...{ rows: 5, raw: demonstrations.values, peaks: other, suppression: other, raise: other },
  ...{ score, energy: other.map((value) => value || 3), distanceRatio: other },
};
const allowed = Uint8Array.of(1, 0, 0, 1, 1);
/** A part of a recording: the second frame of episode 12 was dropped, and the first two of episode 30. */
const origins: Origins = {
  numbers: Float64Array.of(12, 30),
  frames: Uint32Array.of(0, 2, 3, 2, 3),
  starts: Float64Array.of(100, 900),
};

async function rows(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return parquetReadObjects({ file });
}

function valuesIn({ values }: OutputColumn): (number | string)[] {
  return Array.from({ length: values.length }, (_, row) => values[row]);
}

describe('rewards.parquet', () => {
  const columns = rewardColumns({ demonstrations, origins, frames, allowed });

  test('has the columns that reward-weighted behaviour cloning reads, in the order of the files', async () => {
    const read = await rows(await writeParquet(columns));
    expect(read.map((row) => row['index'])).toEqual([100n, 102n, 103n, 902n, 903n]);
    expect(read.map((row) => row['episode_index'])).toEqual([12n, 12n, 12n, 30n, 30n]);
    expect(read.map((row) => row['frame_index'])).toEqual([0n, 2n, 3n, 2n, 3n]);
    const progress = [1 / 3, 1 / 3, 0.5, 0.5, 1].map(Math.fround);
    expect(read.map((row) => row['progress_sparse'])).toEqual(progress);
    expect(read.map((row) => row['progress_dense'])).toEqual(progress);
    expect(read.map((row) => row['score'])).toEqual(Array.from(score));
    expect(read.map((row) => row['distance_ratio'])).toEqual([-1, 9, 2, 0, null]);
    expect(read.map((row) => row['allowed'])).toEqual([true, false, false, true, true]);
  });

  test('is read back by our own reader', async () => {
    const table = await opened(source('rewards.parquet', await writeParquet(columns)));
    expect(valuesOf(table, 'index')).toEqual([100, 102, 103, 902, 903]);
    expect(valuesOf(table, 'energy')).toEqual([-1, 9, 2, 3, 3]);
  });

  test('progress is the share of time that was earned: a frame without reward advances nothing', () => {
    const whole = rewardColumns({
      demonstrations: circles([4]),
      origins: { numbers: Float64Array.of(0), frames: Uint32Array.of(0, 1, 2, 3), starts: Float64Array.of(0) },
      frames: { ...frames, rows: 4, score: Float64Array.of(1, 1, 1, 1) },
      allowed: Uint8Array.of(1, 1, 1, 1),
    });
    expect(valuesIn(whole[3])).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test('counts episodes by place where the files use a number twice', () => {
    const twice = { ...origins, numbers: Float64Array.of(12, 12) };
    const [, episode] = rewardColumns({ demonstrations, origins: twice, frames, allowed });
    expect(valuesIn(episode)).toEqual([0, 0, 0, 1, 1]);
  });
});

describe('the ranking', () => {
  const record: EpisodeRecord = {
    ...{ episode: 1, number: 30, part: 'new', start: 0, frames: 2, p: 0.04, peakEnergy: 3, worst: 0, leftAt: 0 },
    ...{ meanScore: 0.25, allowed: 1 },
  };
  const records = [record, { ...record, episode: 0, number: 12, p: null, worst: 1, leftAt: null }];
  const span = { episode: 1, start: 3, end: 5, part: 'new', judged: null, own: undefined } as const;
  const columns = rankingColumns({ records, spans: [span, { ...span, episode: 0, start: 0, end: 3 }], origins });

  test('as CSV has a row a record, frames as the files count them, and nothing where nothing is claimed', () => {
    expect(new TextDecoder().decode(writeCsv(columns)).split('\r\n')).toEqual([
      'number,part,start,frames,p,peak_energy,worst_frame,left_at,mean_score,allowed',
      '30,new,2,2,0.04,3,2,2,0.25,1',
      '12,new,0,2,,3,2,,0.25,1',
      '',
    ]);
  });

  test('as Parquet holds the same', async () => {
    const read = await rows(await writeParquet(columns));
    expect(read[0]).toEqual({
      ...{ number: 30n, part: 'new', start: 2n, frames: 2n, p: 0.04, peak_energy: 3, worst_frame: 2n, left_at: 2n },
      ...{ mean_score: 0.25, allowed: 1 },
    });
    expect(read[1]).toMatchObject({ number: 12n, p: null, left_at: null, worst_frame: 2n });
  });
});
