import { describe, expect, test } from 'vitest';
import { circlesCsv, connect, importCircles, need, withStore } from './studio';

const quiet = () => undefined;

/** Everything that is stored, as a person could count it. */
function stored() {
  return withStore(async (store) => ({
    datasets: need(await store.datasets.list()),
    rewards: need(await store.rewards.list()),
    runs: need(await store.runs.list()),
    ledger: need(await store.ledger.entries()),
  }));
}

describe('demonstrations in, through a real worker and a real store', () => {
  test('a refused file leaves everything that is stored as it was', async () => {
    const services = connect();
    await importCircles(services, 11);
    const before = await stored();
    const hostile = [
      new File(['version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n'], 'rollouts.npz'),
      new File([], 'nothing.csv'),
      new File([Uint8Array.of(0x80, 4, 0x95, 0)], 'expert.pkl'),
      new File(['{"__proto__": {"x": 1}}\n'], 'names.jsonl'),
      new File(['x,y\n1,2\n3\n'], 'ragged.csv'),
    ];
    for (const file of hostile) {
      const result = await services.data.read([file], quiet);
      expect(result.ok, file.name).toBe(false);
      if (!result.ok) expect(result.failure.message.length * result.failure.advice.length).toBeGreaterThan(0);
    }
    expect(await stored()).toEqual(before);
  });

  test('a refused reward file leaves everything that is stored as it was', async () => {
    const services = connect();
    const before = await stored();
    const result = await services.artifact.open(new File([new Uint8Array(64)], 'broken.reward.zip'));
    expect(result.ok).toBe(false);
    expect(await stored()).toEqual(before);
  });

  test('a file that is read but not agreed on is not stored', async () => {
    const services = connect();
    const before = await stored();
    const preview = need(await services.data.read([circlesCsv(12)], quiet));
    need(await services.data.review(preview.token, preview.proposed));
    await services.data.discard(preview.token);
    expect(await stored()).toEqual(before);
    const late = await services.data.commit(preview.token, preview.proposed, 'late');
    expect(late).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  });

  test('a mapping is remembered for its layout of columns, and for no other', async () => {
    const services = connect();
    const csv = (columns: string, name: string) =>
      new File([`${columns}\n${Array.from({ length: 30 }, (_, i) => `${i},${i % 7},${i % 3}`).join('\n')}`], name);
    const first = need(await services.data.read([csv('a,b,c', 'first.csv')], quiet));
    expect(first.remembered).toBe(false);
    const features = first.proposed.features.map((spec) =>
      spec.column === 'b' && spec.role !== 'derived' ? { ...spec, name: 'height', unit: 'm' } : spec,
    );
    need(await services.data.commit(first.token, { ...first.proposed, features }, 'first'));

    const again = need(await connect().data.read([csv('a,b,c', 'second.csv')], quiet));
    expect(again.remembered).toBe(true);
    expect(again.proposed.features).toEqual(features);
    const other = need(await services.data.read([csv('a,b,d', 'third.csv')], quiet));
    expect(other.remembered).toBe(false);
    expect(other.proposed.features.map(({ name }) => name)).not.toContain('height');
  });
});
