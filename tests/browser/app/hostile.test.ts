/** The corpus of hostile files through the real worker and the real database: nothing that is stored may change. */
import { expect, test } from 'vitest';
import { hostileSamples } from '../../corpus/hostile';
import { everythingStored } from './everything-stored';
import { connect, importCircles } from './studio';

/** A sample as a drop gives it. */
function filesOf(sample: (typeof hostileSamples)[number]): File[] {
  return Object.entries(sample.files).map(([path, content]) => new File([content as BlobPart], path));
}

test('no hostile file changes a byte of what is stored', { timeout: 120_000 }, async () => {
  const services = connect();
  await importCircles(services, 21);
  const before = await everythingStored();
  expect(/ chunks .*Uint8Array [0-9a-f]{1000}/.test(before), 'the numbers of a data set are seen').toBe(true);
  expect(hostileSamples.length).toBeGreaterThan(50);
  for (const sample of hostileSamples) {
    const files = filesOf(sample);
    const result = await services.data.read(files, () => undefined);
    expect(result, sample.title).toMatchObject({ ok: false, failure: { kind: sample.kind } });
    // Each takes a worker of its own, so only what is most like a reward file.
    if (files[0]?.name === 'a.zip') expect((await services.artifact.open(files[0])).ok, sample.title).toBe(false);
  }
  expect((await everythingStored()) === before, 'nothing stored changed').toBe(true);
  // The instrument itself: it sees a data set more.
  await importCircles(services, 22);
  expect((await everythingStored()) === before, 'it would have been seen').toBe(false);
});
