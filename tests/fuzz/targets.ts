/** Everything that opens files from outside, each with the good files that are damaged for it and what it promises. */
import type { Result } from '../../src/basics/result';
import type { Random } from '../../src/basics/random';
import { unwatched, type Task } from '../../src/basics/task';
import { guessMapping } from '../../src/demonstrations/guess-mapping';
import { prepare } from '../../src/demonstrations/prepare';
import type { Table } from '../../src/demonstrations/table';
import { readSafetensors } from '../../src/formats/artifact/safetensors';
import type { Format } from '../../src/formats/format';
import { formats } from '../../src/formats/formats';
import { defaultLimits, type Limits } from '../../src/formats/limits';
import { openFiles } from '../../src/formats/open-files';
import { openArtifact } from '../../src/release/artifact';
import { mutate } from './mutate';
import { broken, difference, ofArtifact, ofDemonstrations, ofTable, ofTensors } from './promises';
import { insideArtifact, insideGzip, insideTar, insideZip } from './repack';
import { archiveSeeds, artifactSeeds, parquetSeeds, safetensorsSeed, seedsOf, type Seed } from './seeds';
import { unverified } from './verify-artifact';

/** How a damaged file was taken, and which promises were broken over it. */
export interface Verdict {
  /** `accepted`, or the kind of the refusal. */
  readonly taken: string;
  readonly broken: readonly string[];
}

export interface Target {
  readonly id: string;
  /** Of a thousand cases; slow readers get fewer. */
  readonly share: number;
  seeds(): Promise<readonly Seed[]>;
  /** Damage behind checksums, for every second case; null where there are none. */
  readonly inside: ((bytes: Uint8Array, random: Random) => Uint8Array | Promise<Uint8Array>) | null;
  open(files: Seed, random: Random, task: Task): Promise<Verdict>;
}

/** Small, so that a forged size cannot slow the tests by honest work. */
export const fuzzLimits: Limits = { ...defaultLimits, entryBytes: 2 ** 22, unpackedBytes: 2 ** 23, numbers: 2 ** 20 };

function verdictOn<T>(result: Result<T>, ofValue: (value: T) => string[]): Verdict {
  return { taken: result.ok ? 'accepted' : result.failure.kind, broken: broken(result, ofValue) };
}

function verdictOnTable(result: Result<Table>): Verdict {
  return verdictOn(result, (table) => {
    const prepared = prepare(table, guessMapping(table));
    return [
      ...ofTable(table, fuzzLimits),
      ...broken(prepared, ({ demonstrations }) => ofDemonstrations(demonstrations)),
    ];
  });
}

type Open = (files: Seed, limits: Limits, task: Task) => Promise<Result<Table>>;

const door: Open = (files, limits, task) => openFiles(files, task, limits);

/** Opens, and in every fourth case opens again in small pieces: where they end must not matter. */
async function opened(open: Open, files: Seed, random: Random, task: Task): Promise<Verdict> {
  const result = await open(files, fuzzLimits, task);
  const verdict = verdictOnTable(result);
  if (random.integer(4) > 0 || task !== unwatched) return verdict;
  const pieceBytes = 4 + random.integer(200);
  const again = await open(files, { ...fuzzLimits, pieceBytes }, task);
  const differs = `read in pieces of ${pieceBytes} bytes, it is another: `;
  return { ...verdict, broken: [...verdict.broken, ...difference(result, again).map((what) => differs + what)] };
}

/** Straight to the reader, which must bear what the door would have turned away, or through the door. */
function eitherWay(format: Format): Target['open'] {
  const reader: Open = (files, limits, task) => format.open(files, limits, task);
  return (files, random, task) => opened(random.integer(2) === 0 ? door : reader, files, random, task);
}

function reader(id: string, share: number, inside: Target['inside'] = null, more: readonly Seed[] = []): Target {
  const format = formats.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  return { id, share, inside, seeds: async () => [...(await seedsOf(format)), ...more], open: eitherWay(format) };
}

function archive(id: string, share: number, ending: RegExp, inside: Target['inside']): Target {
  return {
    id,
    share,
    inside,
    seeds: () => Promise.resolve(archiveSeeds(ending)),
    open: (...of) => opened(door, ...of),
  };
}

const safetensors: Target = {
  id: 'safetensors',
  share: 90,
  inside: null,
  seeds: () => Promise.resolve([safetensorsSeed]),
  open: async ([file]) => verdictOn(readSafetensors(await file.bytes()), ofTensors),
};

const artifact: Target = {
  id: 'reward.zip',
  share: 20,
  inside: insideArtifact,
  seeds: artifactSeeds,
  open: async ([file]) => {
    const bytes = await file.bytes();
    const opened = await openArtifact(bytes);
    return verdictOn(opened, (content) => [...ofArtifact(content), ...unverified(bytes, content.id)]);
  },
};

export const targets: readonly Target[] = [
  reader('npy', 100),
  reader('npz', 90, insideZip),
  reader('csv', 140),
  reader('json', 110),
  reader('jsonl', 110),
  reader('parquet', 120, null, parquetSeeds),
  reader('lerobot', 40),
  reader('hdf5', 40),
  archive('zip', 50, /\.zip$/, insideZip),
  archive('tar', 50, /\.tar$/, insideTar),
  archive('tar.gz', 20, /\.tar\.gz$/, insideGzip),
  archive('gz', 20, /\.csv\.gz$/, insideGzip),
  safetensors,
  artifact,
];

/** How many of `cases` a target gets, about; the shares add up to 1000. */
export function casesOf({ share }: Target, cases: number): number {
  return Math.round((cases * share) / 1000);
}

/** Damages one file of one seed. */
export async function damaged(target: Target, seeds: readonly Seed[], random: Random): Promise<Seed> {
  const seed = seeds[random.integer(seeds.length)];
  const which = random.integer(seed.length);
  const file = seed[which];
  const donor = seeds[random.integer(seeds.length)];
  const other = await donor[random.integer(donor.length)].bytes();
  const bytes = await file.bytes();
  const deep = target.inside !== null && random.integer(2) === 0;
  const changed = deep && target.inside ? await target.inside(bytes, random) : mutate(bytes, random, other);
  return seed.with(which, {
    name: file.name,
    size: changed.length,
    bytes: () => Promise.resolve(changed),
    slice: (start, end) => Promise.resolve(changed.slice(start, end)),
  });
}
