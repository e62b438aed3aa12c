import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Progress } from '../../../src/basics/task';
import { withoutMotion, type DatasetSummary, type EpisodeRanking, type Services } from '../../../src/app/types';
import { circlesCsv, connect, importCircles, need, quick, trainUntil, withStore } from './studio';

const quiet = () => undefined;
const planted = { episode: 13, frame: 21 };

/** The circles with one frame thrown far off. */
async function circlesWithFlaw(): Promise<File> {
  const [header, ...rows] = (await circlesCsv(5).text()).split('\n');
  const at = planted.episode * 40 + planted.frame;
  const cells = rows[at].split(',');
  rows[at] = [cells[0], '1.9', '-1.7', ...cells.slice(3)].join(',');
  return new File([[header, ...rows].join('\n')], 'flawed circles.csv');
}

async function importFile(services: Services, file: File): Promise<DatasetSummary> {
  const preview = need(await services.data.read([file], quiet));
  return need(await services.data.commit(preview.token, withoutMotion(preview.proposed), preview.name));
}

let services: Services;
let dataset: DatasetSummary;
let rollouts: DatasetSummary;
let rewardId: string;
let ranking: EpisodeRanking;

beforeAll(async () => {
  services = connect();
  dataset = await importFile(services, await circlesWithFlaw());
  rollouts = await importCircles(services, 6);
  const state = await trainUntil(services, dataset.id, { ...quick, epochs: 30 });
  expect(state).toMatchObject({ phase: 'done', failure: null });
  rewardId = state.rewardId ?? '';
  need(await services.inspect.open(rewardId));
  ranking = need(await services.episodes.rank(rewardId, dataset.id, quiet));
}, 120_000);

async function rowsOf(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: bytes.slice().buffer });
}

describe('triage through a real worker and a real store', () => {
  test('the planted frame of the planted episode comes first, and is explained as it was ranked', async () => {
    expect(ranking).toMatchObject({ own: true, name: 'flawed circles', against: null, rewardId });
    expect(ranking.records).toHaveLength(24);
    expect(ranking.records[0]).toMatchObject({ number: planted.episode, worst: planted.frame, start: 0, frames: 40 });
    const { raw, frame, score, energy, action } = need(await services.episodes.frames(rewardId, dataset.id, 0));
    expect(Array.from(frame)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(Math.max(...energy)).toBe(ranking.records[0].peakEnergy);
    expect(energy.indexOf(Math.max(...energy))).toBe(planted.frame);
    const left = action.findIndex((code) => code > 0);
    expect(left < 0 ? null : left).toBe(ranking.records[0].leftAt);
    const width = raw.length / 40;
    const point = Array.from(raw.subarray(planted.frame * width, (planted.frame + 1) * width));
    expect(point.slice(0, 2)).toEqual([Math.fround(1.9), Math.fround(-1.7)]);
    const explained = await services.inspect.explain(point, []);
    expect(explained.score).toBeCloseTo(score[planted.frame], 3);
  });

  test('what is not in the ranking is refused with a sentence', async () => {
    const missing = await services.episodes.frames(rewardId, dataset.id, 24);
    expect(missing).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    const gone = await services.episodes.rank(rewardId, 'no such data set', quiet);
    expect(gone).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  });

  test('a ranking that was made is not made again, until the reward changes', async () => {
    const reports: Progress[] = [];
    const again = need(await services.episodes.rank(rewardId, dataset.id, (progress) => reports.push(progress)));
    expect(again).toEqual(ranking);
    expect(reports).toEqual([]);
    const patch = need(await services.inspect.createPatch('suppress', [1, 0, 0, 0.1], 1.5, 1, null));
    need(await services.inspect.savePatches(rewardId, [patch]));
    const patched = need(await services.episodes.rank(rewardId, dataset.id, (progress) => reports.push(progress)));
    expect(reports.length).toBeGreaterThan(0);
    const total = ({ records }: EpisodeRanking) => records.reduce((sum, { meanScore }) => sum + meanScore, 0);
    expect(total(patched)).toBeLessThan(total(ranking));
    expect(patched.records.map(({ peakEnergy }) => peakEnergy)).toEqual(
      ranking.records.map(({ peakEnergy }) => peakEnergy),
    );
    need(await services.inspect.savePatches(rewardId, []));
  });

  test('a reward that came as a file knows its data set again', async () => {
    const packed = need(await services.artifact.pack(rewardId, quiet));
    const copy = need(await services.artifact.open(new File([packed.bytes.slice()], packed.fileName)));
    const { own, records } = need(await services.episodes.rank(copy, dataset.id, quiet));
    expect(own).toBe(true);
    expect(records).toEqual(ranking.records);
  });
});

describe('rollouts', () => {
  test('are ranked as new, beside held-out demonstrations', async () => {
    const other = need(await services.episodes.rank(rewardId, rollouts.id, quiet));
    expect(other.own).toBe(false);
    expect(other.records.every(({ part, start }) => part === 'new' && start === 0)).toBe(true);
    expect(other.against?.energy).toBeGreaterThan(0.2);
    expect(other.against?.energy).toBeLessThan(0.8);
    expect(other.against?.notAllowed).toBeLessThan(0.5);
  });

  test('are compared with the demonstrations in pairs of the same number', async () => {
    const { paired, episodes, figures } = need(
      await services.episodes.compare(rewardId, dataset.id, rollouts.id, quiet),
    );
    expect([paired, episodes]).toEqual([true, 24]);
    for (const { first, second, difference } of figures) {
      expect(difference.value).toBeCloseTo(second - first, 9);
      expect(difference.low).toBeLessThan(difference.value);
      expect(difference.high).toBeGreaterThan(difference.value);
    }
  });

  test('a data set that grew from that of the reward has its old episodes judged as there', async () => {
    const preview = need(await services.data.read([circlesCsv(7)], quiet));
    const grown = need(await services.data.commit(preview.token, preview.proposed, 'grown', { addTo: dataset.id }));
    const both = need(await services.episodes.rank(rewardId, grown.id, quiet));
    expect(both).toMatchObject({ own: false, against: null });
    const known = both.records.filter(({ part }) => part !== 'new');
    expect(known).toEqual(ranking.records);
    expect(both.records).toHaveLength(2 * known.length);
  });

  test('without the columns of the reward they are refused, and told which are missing', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i % 2},${i},${i * i}`);
    const other = await importFile(services, new File([`episode,x,height\n${lines.join('\n')}`], 'other.csv'));
    const refused = await services.episodes.rank(rewardId, other.id, quiet);
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'bad-mapping' } });
    expect(!refused.ok && refused.failure.message).toMatch(/“vx”/);
  });

  test('a stop settles what is under way and what waits with `cancelled`, and the next job runs', async () => {
    need(await services.inspect.savePatches(rewardId, []));
    const first = services.episodes.rank(rewardId, dataset.id, () => void services.episodes.stop());
    const second = services.episodes.compare(rewardId, dataset.id, rollouts.id, quiet);
    for (const settled of await Promise.all([first, second])) {
      expect(settled).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    }
    expect(need(await services.episodes.rank(rewardId, dataset.id, quiet)).records).toEqual(ranking.records);
  });
});

describe('exports', () => {
  test('rewards.parquet holds every frame in the order of the files', async () => {
    const { fileName, bytes } = need(await services.episodes.export(rewardId, rollouts.id, 'rewards.parquet'));
    expect(fileName).toBe('circles.rewards.parquet');
    const rows = await rowsOf(bytes);
    expect(rows.map((row) => Number(row['index']))).toEqual(Array.from({ length: 960 }, (_, i) => i));
    expect(rows.map((row) => Number(row['episode_index']) * 40 + Number(row['frame_index']))).toEqual(
      rows.map((_, i) => i),
    );
    const earned = rows.slice(0, 40).reduce((sum, row) => sum + Number(row['score']), 0);
    expect(rows[39]['progress_sparse']).toBeCloseTo(earned / 40, 5);
  });

  test('the ranking comes as CSV and as Parquet, worst first', async () => {
    const csv = need(await services.episodes.export(rewardId, dataset.id, 'ranking.csv'));
    expect(csv.fileName).toBe('flawed-circles.ranking.csv');
    const [header, worst] = new TextDecoder().decode(csv.bytes).split('\r\n');
    const cells = Object.fromEntries(header.split(',').map((name, i) => [name, worst.split(',')[i]]));
    expect(cells).toMatchObject({ number: String(planted.episode), worst_frame: String(planted.frame) });
    const parquet = need(await services.episodes.export(rewardId, dataset.id, 'ranking.parquet'));
    const rows = await rowsOf(parquet.bytes);
    expect(rows).toHaveLength(24);
    expect(rows[0]['peak_energy']).toBe(ranking.records[0].peakEnergy);
  });
});

describe('a data set that is gone', () => {
  test('is refused, and rollouts are ranked without being held against it', async () => {
    expect(need(await services.episodes.rank(rewardId, rollouts.id, quiet)).against).not.toBeNull();
    await withStore(async (store) => {
      need(await store.datasets.remove(dataset.id, { kind: 'delete-dataset', payload: { dataset: dataset.id } }));
    });
    const other = need(await services.episodes.rank(rewardId, rollouts.id, quiet));
    expect(other.against).toBeNull();
    const gone = await services.episodes.rank(rewardId, dataset.id, quiet);
    expect(gone).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    expect(other.records).toHaveLength(24);
  });
});
