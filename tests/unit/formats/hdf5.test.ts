import { describe, expect, it, vi } from 'vitest';
import { Cancelled, unwatched } from '../../../src/basics/task';
import type { Table } from '../../../src/demonstrations/table';
import { hdf5 } from '../../../src/formats/hdf5/hdf5';
import { defaultLimits } from '../../../src/formats/limits';
import { flags, floats, hdf5Bytes, ramp, robomimicEpisode, type Tree } from '../../corpus/hdf5-bytes';
import { namesOf, opened, source, valuesOf } from './sources';

function read(tree: Tree, links: Readonly<Record<string, string>> = {}): Promise<Table> {
  return opened(source('a.h5', hdf5Bytes(tree, links)));
}

function why(table: Table, what: string): string {
  const note = table.skipped.find((skipped) => skipped.what === what);
  if (note === undefined) throw new Error(`nothing is said of ${what} but of ${JSON.stringify(table.skipped)}`);
  return note.why;
}

describe('hdf5', () => {
  it('names the layout', async () => {
    const step = { observations: floats([3, 2]), actions: floats([2, 1]), terminations: flags(2, 1) };
    expect((await read({ episode_0: step, episode_1: step })).format).toBe('hdf5 (Minari)');
    expect((await read({ data: { demo_0: robomimicEpisode(2, 1) } })).format).toBe('hdf5 (robomimic)');
    expect((await read({ observations: floats([3, 2]), actions: floats([3, 1]), terminals: flags(3) })).format).toBe(
      'hdf5 (D4RL)',
    );
    expect((await read({ x: floats([3]) })).format).toBe('hdf5');
  });

  it('puts episodes one after another by number, and leaves the action of a closing frame missing', async () => {
    const table = await read({
      episode_10: { observations: floats([2, 1], 100), actions: floats([1, 1], 7) },
      episode_9: { observations: floats([3, 1], 1), actions: floats([2, 1], 5) },
    });
    expect(valuesOf(table, 'obs_0')).toEqual([1, 1.5, 2, 100, 100.5]);
    expect(valuesOf(table, 'act_0')).toEqual([5, 5.5, NaN, 7, NaN]);
  });

  it('keeps observations, actions and rewards apart, and a simulator’s state away from observations', async () => {
    const table = await read({ data: { demo_0: robomimicEpisode(3, 1) } });
    const groups = Object.fromEntries(table.columns.map(({ name, group }) => [name, group]));
    expect(groups).toMatchObject({ eef_pos_0: 'observation', act_0: 'action', rewards: 'reward', states_0: 'other' });
  });

  it('reads every type of number to its value', async () => {
    const table = await read({
      f8: { data: Float64Array.of(0.1, -1e300) },
      i1: { data: Int8Array.of(-128, 127) },
      u1: { data: Uint8Array.of(0, 255) },
      i2: { data: Int16Array.of(-32768, 32767) },
      u4: { data: Uint32Array.of(0, 4294967295) },
      i8: { data: BigInt64Array.of(-3n, 9007199254740993n) },
    });
    expect(valuesOf(table, 'f8')).toEqual([0.1, -1e300]);
    expect(valuesOf(table, 'i1')).toEqual([-128, 127]);
    expect(valuesOf(table, 'u1')).toEqual([0, 255]);
    expect(valuesOf(table, 'i2')).toEqual([-32768, 32767]);
    expect(valuesOf(table, 'u4')).toEqual([0, 4294967295]);
    expect(valuesOf(table, 'i8')[0]).toBe(-3);
    expect(why(table, 'i8')).toContain('2⁵³');
  });

  it('reads numbers whose highest byte comes first', async () => {
    const swapped = new Float32Array(new Uint8Array(Float32Array.of(0.5, -2).buffer).toReversed().buffer).toReversed();
    const bytes = hdf5Bytes({ x: { data: swapped } });
    const type = [0x11, 0x20, 0x1f, 0, 4, 0, 0, 0];
    const at = bytes.findIndex((_, start) => type.every((byte, i) => bytes[start + i] === byte));
    bytes[at + 1] |= 1;
    expect(valuesOf(await opened(source('a.h5', bytes)), 'x')).toEqual([0.5, -2]);
  });

  it('reads arrays of many slices and packed chunks without a gap', async () => {
    const rows = 1_500_000;
    const data = ramp(rows * 2, 1);
    const table = await read({
      observations: { data, shape: [rows, 2] },
      actions: { data: data.slice(0, rows), shape: [rows], chunks: [70_000], compression: 'gzip' },
    });
    const [obs0, obs1, action] = ['obs_0', 'obs_1', 'act_0'].map(
      (name) => table.columns.find((column) => column.name === name)?.values ?? [],
    );
    let wrong = 0;
    for (let row = 0; row < rows; row++) {
      if (obs0[row] !== data[2 * row] || obs1[row] !== data[2 * row + 1] || action[row] !== data[row]) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it('says which arrays read as zeros, and keeps flags and rewards that may', async () => {
    const table = await read({
      observations: floats([4, 2]),
      actions: { data: new Float32Array(8), shape: [4, 2], chunks: [2, 2], compression: 'gzip' },
      rewards: { data: new Float32Array(4) },
      terminals: flags(4),
    });
    expect(namesOf(table)).toEqual(['obs_0', 'obs_1', 'rewards', 'terminals']);
    expect(why(table, 'actions')).toContain('reads as zero');
    expect(why(table, 'rewards')).toBe('read, but every number of it is zero');
    expect(table.skipped).toHaveLength(2);
  });

  it('says which filter it cannot unpack', async () => {
    // Deflate's number is changed to that of LZF after the fact, in the list of filters of the one packed array.
    const bytes = hdf5Bytes({ observations: floats([4, 2]), packed: { ...floats([4, 2], 1, true) } });
    const at = filterPlace(bytes);
    new DataView(bytes.buffer).setUint16(at, 32_000, true);
    const table = await opened(source('a.h5', bytes));
    expect(why(table, 'packed')).toMatch(/packed with “.+”, which is not read/);
    expect(namesOf(table)).toEqual(['obs_0', 'obs_1']);
  });

  it('names episodes that lack a field, and those of another width', async () => {
    const table = await read({
      demo_0: { obs: { a: floats([2, 2]) }, actions: floats([2, 1]) },
      demo_1: { obs: { a: floats([3, 2]) } },
      demo_2: { obs: { a: floats([2, 2]) }, actions: floats([2, 3]) },
      demo_3: { obs: { a: floats([0, 2]) }, actions: floats([0, 1]) },
      demo_4: { obs: { a: floats([4, 2]) }, actions: floats([4, 1]) },
    });
    expect(valuesOf(table, 'act_0')).toEqual([0.5, 1, NaN, NaN, NaN, NaN, NaN, 0.5, 1, 1.5, 2]);
    expect(table.skipped.filter(({ what }) => what === 'actions').map(({ why: reason }) => reason)).toEqual([
      'in 1 of 4 episodes: is missing',
      'in 1 of 4 episodes: 3 numbers a frame where others have 1',
    ]);
    expect(why(table, 'demo_3')).toBe('an episode without frames');
  });

  it('does not follow links in a circle without end, nor out of the file', async () => {
    const table = await read({ observations: floats([3, 2]), a: { b: floats([3]) } }, { outside: '/nowhere/at/all' });
    expect(why(table, 'outside')).toContain('link');
    const result = await hdf5.open(
      [source('a.h5', hdf5Bytes({ observations: floats([3, 2]), a: {} }, { 'a/loop': '/' }))],
      defaultLimits,
      unwatched,
    );
    expect(result).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });

  it('never loses a part of a group without a word', async () => {
    const bytes = hdf5Bytes({ data: { demo_0: robomimicEpisode(2, 1), demo_1: robomimicEpisode(3, 5) } });
    const whole = await opened(source('a.h5', bytes));
    let tables = 0;
    for (let at = 0; at < bytes.length - 4; at++) {
      if (!/^(SNOD|TREE|HEAP)$/.test(String.fromCharCode(...bytes.subarray(at, at + 4)))) continue;
      tables++;
      const damaged = bytes.map((byte, i) => (i === at ? 0 : byte));
      const result = await hdf5.open([source('a.h5', damaged)], defaultLimits, unwatched);
      if (result.ok) expect(result.value.skipped.length, `byte ${at}`).toBeGreaterThan(whole.skipped.length);
    }
    expect(tables).toBeGreaterThan(10);
  });

  it('refuses arrays that claim more than it may hold or the file can', async () => {
    const bytes = hdf5Bytes({ observations: floats([40, 2]), actions: floats([40, 1]) });
    const small = await hdf5.open([source('a.h5', bytes)], { ...defaultLimits, numbers: 90 }, unwatched);
    expect(small).toMatchObject({ ok: true, value: { rows: 40 } });
    if (small.ok) expect(why(small.value, 'observations')).toContain('memory');
    const tight = await hdf5.open([source('a.h5', bytes)], { ...defaultLimits, ratioFrom: 1, ratio: 0.01 }, unwatched);
    expect(tight).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
  });

  it('stops when it is cancelled', async () => {
    const bytes = hdf5Bytes({ observations: floats([40, 2]) });
    const task = { ...unwatched, cancelled: () => true };
    await expect(hdf5.open([source('a.h5', bytes)], defaultLimits, task)).rejects.toBeInstanceOf(Cancelled);
  });

  it('reads a good file after one that broke the library', async () => {
    const bytes = hdf5Bytes({ observations: floats([3, 2]) });
    for (let round = 0; round < 5; round++) {
      const broken = bytes.map((byte, i) => (i > 96 && i % 7 === round ? byte ^ 0xff : byte));
      await hdf5.open([source('a.h5', broken)], defaultLimits, unwatched);
      expect((await opened(source('a.h5', bytes))).rows).toBe(3);
    }
  });

  it('writes nothing to the console of what the library says', async () => {
    const spies = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(console, 'warn')];
    const bytes = hdf5Bytes({ observations: floats([3, 2]) });
    await hdf5.open(
      [
        source(
          'a.h5',
          bytes.map((byte, i) => (i > 96 ? 0xff : byte)),
        ),
      ],
      defaultLimits,
      unwatched,
    );
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

/** Where the message of the filters names deflate: version 1 or 2, one filter, number 1. */
function filterPlace(bytes: Uint8Array): number {
  for (let at = 0; at + 16 < bytes.length; at++) {
    const old = bytes[at] === 1 && bytes[at + 1] === 1 && bytes.subarray(at + 2, at + 8).every((byte) => byte === 0);
    if (old && bytes[at + 8] === 1 && bytes[at + 9] === 0 && bytes[at + 10] === 8) return at + 8;
  }
  throw new Error('no list of filters');
}
