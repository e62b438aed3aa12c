/** Good files that damage starts from: those of the corpus, and more of what they leave out. */
import { packArtifact } from '../../src/release/artifact';
import { writeSafetensors } from '../../src/formats/artifact/safetensors';
import type { Format } from '../../src/formats/format';
import { sourceFromBytes, type SourceFile } from '../../src/formats/source';
import { goodSamples } from '../corpus/good';
import { goodArchives } from '../corpus/good-archives';
import { parquetBytes, type ParquetColumn, type ParquetOptions } from '../corpus/parquet-bytes';
import { randomInput } from '../unit/release/fixtures';

/** Files that belong together: one, or a folder. */
export type Seed = readonly SourceFile[];

function source(name: string, content: string | Uint8Array): SourceFile {
  return sourceFromBytes(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}

/** What a format opens in the corpus: each file alone, or the whole folders that it claims. */
export async function seedsOf(format: Format): Promise<Seed[]> {
  const seeds: Seed[] = [];
  for (const { files } of goodSamples) {
    const sources = Object.entries(files).map(([name, content]) => source(name, content));
    if (format.claim) seeds.push(...format.claim(sources));
    else for (const file of sources) if (format.sniff(await file.bytes(), file.name) > 0) seeds.push([file]);
  }
  return seeds;
}

/** Archives of the corpus under an ending. */
export function archiveSeeds(ending: RegExp): Seed[] {
  return goodArchives
    .flatMap(({ files }) => Object.entries(files))
    .filter(([name]) => ending.test(name))
    .map(([name, content]) => [source(name, content)]);
}

const texts = Array.from({ length: 60 }, (_, i) => `word${i % 7}`);
const steps = Array.from({ length: 200 }, (_, i) => i * i - (i % 3));

function parquetSeed(column: Partial<ParquetColumn>, options: ParquetOptions = {}): Seed {
  const whole: ParquetColumn = { name: 'x', type: 'INT32', data: steps, ...column };
  return [source('a.parquet', parquetBytes([whole], options))];
}

/** Parquet by encoding and packing. */
export const parquetSeeds: readonly Seed[] = [
  parquetSeed({ type: 'DOUBLE', encoding: 'PLAIN' }, { codec: 'UNCOMPRESSED' }),
  parquetSeed({ type: 'DOUBLE', encoding: 'PLAIN' }, { codec: 'SNAPPY', pageSize: 256 }),
  parquetSeed({ type: 'STRING', data: texts }, { codec: 'UNCOMPRESSED' }),
  parquetSeed({ data: steps.map((step) => step % 5) }, { codec: 'UNCOMPRESSED', rowGroupSize: 50 }),
  parquetSeed({ encoding: 'DELTA_BINARY_PACKED' }, { codec: 'UNCOMPRESSED' }),
  parquetSeed({ type: 'INT64', data: steps.map(BigInt), encoding: 'DELTA_BINARY_PACKED' }, { codec: 'SNAPPY' }),
  parquetSeed({ type: 'STRING', data: texts, encoding: 'DELTA_LENGTH_BYTE_ARRAY' }, { codec: 'UNCOMPRESSED' }),
  parquetSeed({ type: 'FLOAT', encoding: 'BYTE_STREAM_SPLIT' }, { codec: 'UNCOMPRESSED' }),
  parquetSeed({ type: 'FLOAT', list: true, data: steps.map((step) => [step, 1]) }, { codec: 'UNCOMPRESSED' }),
];

export const safetensorsSeed: Seed = [
  source(
    'a.safetensors',
    writeSafetensors({
      tensors: new Map([
        ['wide', { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) }],
        ['narrow', { shape: [4], data: Float32Array.of(1, 2, 3, 4) }],
        ['counts', { shape: [1, 2], data: Uint32Array.of(7, 8) }],
        ['nothing', { shape: [0, 3], data: new Float32Array(0) }],
      ]),
      metadata: new Map([
        ['family', 'mixture'],
        ['note', '“words”'],
      ]),
    }),
  ),
];

/** Small reward files, one a family. */
export async function artifactSeeds(): Promise<Seed[]> {
  const seeds: Seed[] = [];
  for (const family of ['mixture', 'gaussians', 'knn'] as const) {
    const packed = await packArtifact(randomInput({ family, members: 1 }));
    if (!packed.ok) throw new Error(packed.failure.message);
    seeds.push([source('a.reward.zip', packed.value.bytes)]);
  }
  return seeds;
}
