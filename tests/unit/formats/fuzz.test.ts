import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { unwatched } from '../../../src/basics/task';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Format } from '../../../src/formats/format';
import { formats } from '../../../src/formats/formats';
import { defaultLimits } from '../../../src/formats/limits';
import { openFiles } from '../../../src/formats/open-files';
import type { SourceFile } from '../../../src/formats/source';
import { goodSamples } from '../../corpus/good';
import { mutate } from './mutate';
import { source } from './sources';

const mutations = 500;
const seed = 20_260;
/** Small, so that a forged size cannot slow the tests by honest work. */
const limits = { ...defaultLimits, entryBytes: 2 ** 22, unpackedBytes: 2 ** 23, numbers: 2 ** 20 };

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** Good files that a format opens: each alone, or the whole folders that it claims. */
function samplesOf(format: Format): SourceFile[][] {
  return goodSamples.flatMap(({ files }) => {
    const sources = Object.entries(files).map(([name, content]) => source(name, bytesOf(content)));
    if (format.claim) return format.claim(sources).map((group) => [...group]);
    return sources
      .filter((_, i) => format.sniff(bytesOf(Object.values(files)[i]), Object.keys(files)[i]) > 0)
      .map((file) => [file]);
  });
}

describe.each(formats.map((format) => ({ format, title: format.title })))('$title', ({ format }) => {
  const samples = samplesOf(format);

  it(
    `gives a result for ${mutations} damaged files each, through the reader and through the door`,
    { timeout: 60_000 },
    async () => {
      expect(samples.length).toBeGreaterThan(0);
      for (let round = 0; round < mutations; round++) {
        const random = Random.of(seed, format.id, round);
        const sample = samples[random.integer(samples.length)];
        const which = random.integer(sample.length);
        const { name } = sample[which];
        const damaged = sample.with(which, source(name, mutate(await sample[which].bytes(), random)));
        const replay = `seed ${seed}, ${format.id}, round ${round}, ${name}`;
        const began = process.hrtime.bigint();
        const direct = await format.open(damaged, limits, unwatched);
        const result = await openFiles(damaged, unwatched, limits);
        if (result.ok) prepare(result.value, guessMapping(result.value));
        expect(Number(process.hrtime.bigint() - began) / 1e6, replay).toBeLessThan(5000);
        for (const each of [direct, result]) {
          if (each.ok)
            expect(
              each.value.columns.every(({ values }) => values.length === each.value.rows),
              replay,
            ).toBe(true);
          else expect(each.failure.message.length, replay).toBeGreaterThan(10);
        }
      }
    },
  );
});
