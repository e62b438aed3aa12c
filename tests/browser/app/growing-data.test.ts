import { describe, expect, test } from 'vitest';
import { loadDemonstrations } from '../../../src/app/data/dataset-records';
import type { DatasetSummary, Services } from '../../../src/app/types';
import { circlesCsv, connect, importCircles, need, withStore } from './studio';

const quiet = () => undefined;

function loaded(id: string) {
  return withStore(async (store) => need(await loadDemonstrations(store, id)));
}

async function imported(services: Services, file: File): Promise<DatasetSummary> {
  const preview = need(await services.data.read([file], quiet));
  return need(await services.data.commit(preview.token, preview.proposed, preview.name));
}

function csv(name: string, ...lines: readonly string[]): File {
  return new File([lines.join('\n')], name);
}

/** Columns that no other test uses, so that no mapping is remembered for them. */
function pendulum(name: string, first: number, more = ''): File {
  const rows = Array.from({ length: 40 }, (_, i) => `${first + Math.floor(i / 20)},${i % 7},${i % 3}${more && ',9'}`);
  return csv(name, `episode,${name}_swing,pull${more && `,${more}`}`, ...rows);
}

describe('a data set that grows', () => {
  test('is a new one with the new episodes behind; the old one stays as it was', async () => {
    const services = connect();
    const old = await importCircles(services, 21);
    const before = await loaded(old.id);
    const preview = need(await services.data.read([circlesCsv(22)], quiet, { like: old.id }));
    const grown = need(
      await services.data.commit(preview.token, preview.proposed, 'more circles', {
        addTo: old.id,
        purpose: 'demonstrations',
      }),
    );

    expect(grown).toMatchObject({ rows: 1920, episodes: 48, parent: old.id, name: 'more circles' });
    expect(grown.id).not.toBe(old.id);
    expect(grown.fingerprint).not.toBe(old.fingerprint);
    expect(grown.report).toMatchObject({ rows: 1920, episodes: 48 });
    const after = await loaded(grown.id);
    expect(after.demonstrations.values.subarray(0, before.demonstrations.values.length)).toEqual(
      before.demonstrations.values,
    );
    const numbers = Array.from({ length: 24 }, (_, i) => i);
    expect(Array.from(after.origins.numbers)).toEqual([...numbers, ...numbers]);
    expect(await loaded(old.id)).toEqual(before);
    const entries = await withStore(async (store) => need(await store.ledger.entries()));
    expect(entries.at(-1)).toMatchObject({
      kind: 'add-data',
      payload: { dataset: grown.id, parent: old.id, purpose: 'demonstrations', rows: 1920 },
    });
  });

  test('refuses files with other features, and another purpose, with a sentence; nothing is stored', async () => {
    const services = connect();
    const old = await imported(services, pendulum('short', 0));
    const before = await services.data.list();
    const other = need(await services.data.read([pendulum('short', 5, 'wind')], quiet));
    const features = other.proposed.features.map((spec) =>
      spec.column === 'wind' ? { ...spec, role: 'continuous' as const } : spec,
    );
    const refused = await services.data.commit(other.token, { ...other.proposed, features }, 'x', { addTo: old.id });
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'bad-mapping' } });
    if (!refused.ok) expect(refused.failure.message).toContain('“wind”');

    const marked = await services.data.commit(other.token, other.proposed, 'x', { addTo: old.id, purpose: 'negative' });
    expect(marked).toMatchObject({ ok: false, failure: { kind: 'bad-mapping' } });
    expect(await services.data.commit(other.token, other.proposed, 'x', { addTo: 'gone' })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' },
    });
    expect(await services.data.list()).toEqual(before);
  });
});

describe('what a data set is for', () => {
  test('is kept, written into the ledger, and demonstrations unless something else is said', async () => {
    const services = connect();
    const plain = await imported(services, pendulum('plain', 0));
    expect(plain).toMatchObject({ purpose: 'demonstrations', videos: [], parent: null });
    const preview = need(await services.data.read([pendulum('wrong', 0)], quiet));
    const wrong = need(await services.data.commit(preview.token, preview.proposed, 'wrong', { purpose: 'negative' }));
    expect(wrong.purpose).toBe('negative');
    expect((await services.data.list()).find(({ id }) => id === wrong.id)?.purpose).toBe('negative');
    const entries = await withStore(async (store) => need(await store.ledger.entries()));
    expect(entries.at(-1)).toMatchObject({ kind: 'import', payload: { dataset: wrong.id, purpose: 'negative' } });
  });
});

describe('origins', () => {
  test('are kept with the rows that were dropped', async () => {
    const services = connect();
    const file = csv('gaps.csv', 'episode,tilt', '7,1', '7,', '7,3', '9,4', '9,5');
    const { id } = await imported(services, file);
    const { origins, demonstrations } = await loaded(id);
    expect(Array.from(demonstrations.values)).toEqual([1, 3, 4, 5]);
    expect([Array.from(origins.numbers), Array.from(origins.frames)]).toEqual([
      [7, 9],
      [0, 2, 0, 1],
    ]);
  });

  test('are refused when they cannot be theirs', async () => {
    const { row } = await loaded((await importCircles(connect(), 23)).id);
    const { frames, ...without } = await withStore(async (store) => need(await store.datasets.arrays(row.id)));
    expect(frames).toHaveLength(row.rows);
    const event = { kind: 'delete-dataset', payload: { dataset: 'odd' } } as const;
    await withStore(async (store) => need(await store.datasets.add({ ...row, id: 'odd' }, without, event)));
    const odd = await withStore((store) => loadDemonstrations(store, 'odd'));
    expect(odd).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    await connect().data.remove('odd');
  });
});

describe('reading like another data set', () => {
  test('proposes its mapping where its columns are there, and passes it over elsewhere', async () => {
    const services = connect();
    const preview = need(
      await services.data.read([csv('own.csv', 'episode,lift,grip', '0,1,2', '0,2,3', '0,3,5')], quiet),
    );
    const features = preview.proposed.features.map((spec) => {
      if (spec.column === 'lift' && spec.role !== 'derived') return { ...spec, name: 'height', unit: 'm' };
      return spec.column === 'grip' ? { ...spec, role: 'ignore' as const } : spec;
    });
    const known = need(await services.data.commit(preview.token, { ...preview.proposed, features }, 'own'));
    const wider = csv('wider.csv', 'wind,grip,lift', '1,2,3', '2,3,4', '3,4,6');
    const alike = need(await services.data.read([wider], quiet, { like: known.id }));
    expect(alike.remembered).toBe(true);
    expect(alike.proposed.features.filter(({ role }) => role !== 'ignore')).toEqual([
      { column: 'lift', name: 'height', unit: 'm', role: 'continuous' },
      { column: 'lift', name: 'lift_rate', unit: '', role: 'derived' },
    ]);
    const other = csv('other.csv', 'wind,grip', '1,2', '2,3', '3,4');
    expect(need(await services.data.read([other], quiet, { like: known.id })).remembered).toBe(false);
    expect(need(await services.data.read([wider], quiet, { like: 'gone' })).remembered).toBe(false);
  });
});

describe('a reading that is stopped', () => {
  const long = () =>
    csv('long.csv', 'a,b,c', ...Array.from({ length: 50_000 }, (_, i) => `${i},${i % 13},${Math.sin(i).toFixed(6)}`));

  test('settles with a sentence when a newer one begins, which goes on', async () => {
    const services = connect();
    const first = services.data.read([long()], quiet);
    const second = services.data.read([circlesCsv(24)], quiet);
    expect(await first).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(need(await second).rows).toBe(960);
  });

  test('settles with a sentence when it is stopped; stopping nothing does nothing', async () => {
    const services = connect();
    await services.data.stop();
    const reading = services.data.read([long()], quiet);
    await services.data.stop();
    expect(await reading).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(need(await services.data.read([circlesCsv(25)], quiet)).rows).toBe(960);
  });
});

test('what an import asks for is told before anything is read', async () => {
  const asked = await connect().data.need([circlesCsv(26), new File([new Uint8Array(999)], 'video.mp4')]);
  expect(asked).toMatchObject({ fileBytes: circlesCsv(26).size, refusal: null });
  expect(asked.memory).toBeGreaterThan(asked.fileBytes);
  expect(asked.storage).toBeGreaterThan(2 ** 20);
});
