/** Whatever order columns, rows and episodes come in: the same reading, and nothing left out, sorted or coded in silence. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { interpret } from '../../../src/demonstrations/interpretation/interpret';
import { shapes, wave } from '../../corpus/shapes';
import { column, table } from '../demonstrations/tables';
import { source } from '../formats/sources';
import { check } from './expectation';
import { outcomeOf } from './outcome';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Seeded: the same order for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = new Random(seed);
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Tables of text whose rows name their episode or their time, so that any order of rows says the same. */
const recorded = {
  header: ['trial', 'time', 'px', 'py', 'steering', 'seed', 'log_prob'],
  rows: range(4).flatMap((episode) =>
    range(20).map((frame) => [
      episode + 3,
      frame / 10,
      wave(frame, episode),
      wave(frame, episode + 1),
      wave(frame, 9),
      7,
      -1.5 - wave(frame),
    ]),
  ),
};

describe('a table whose rows name their episodes', () => {
  it.each(range(12))('is the same with columns, rows and episodes in order %i', async (seed) => {
    const places = shuffled(range(recorded.header.length), seed);
    const rows =
      seed % 3 === 0
        ? recorded.rows
        : seed % 3 === 1
          ? shuffled(recorded.rows, seed)
          : shuffled(range(4), seed).flatMap((episode) => recorded.rows.slice(20 * episode, 20 * episode + 20));
    const text = [recorded.header, ...rows].map((row) => places.map((place) => row[place]).join(',')).join('\n');
    const outcome = await outcomeOf([source('a.csv', text)]);
    expect(outcome).toMatchObject({ lengths: [20, 20, 20, 20], time: 'time', actions: ['steering'], questions: [] });
    expect(outcome.features?.toSorted()).toEqual(['px', 'py']);
    expect(outcome.step).toBeCloseTo(0.1, 6);
    for (const name of ['seed', 'log_prob', 'trial']) expect(outcome.findings).toContain(`“${name}”`);
  });
});

/** Columns of text with a header can stand in any order. */
const tabular = shapes.filter(({ files, expected, title }) => {
  const [[name, content], ...more] = Object.entries(files);
  return (
    more.length === 0 &&
    /\.csv$/.test(name) &&
    typeof content === 'string' &&
    expected.refused === undefined &&
    /^[G-QZ]/.test(title)
  );
});

describe('columns in any order', () => {
  it.each(tabular)('$title', async ({ files, expected }) => {
    const [[name, content]] = Object.entries(files) as [string, string][];
    const mark = content.includes(';') ? ';' : ',';
    const lines = content
      .trimEnd()
      .split('\n')
      .map((line) => line.split(mark));
    for (const seed of [1, 2]) {
      const places = shuffled(range(lines[0].length), seed);
      const text = lines.map((cells) => places.map((place) => cells[place]).join(mark)).join('\n');
      const outcome = await outcomeOf([source(name, text)]);
      const { features, actions, ...rest } = expected;
      check(outcome, rest);
      if (Array.isArray(features)) expect(outcome.features?.toSorted()).toEqual([...features].sort());
      if (Array.isArray(actions)) expect(outcome.actions?.toSorted()).toEqual([...actions].sort());
    }
  });
});

const names = [
  't',
  'time_ms',
  'header.stamp',
  'frame',
  'seq',
  'idx',
  'I',
  'episode',
  'run',
  'vehicle_id',
  'group',
  'lap',
  'done',
  'reset',
  'mask',
  'x',
  'y',
  'heading',
  'mode',
  'reward',
  'state_reward',
  'return',
  'seed',
  'value',
  'log_prob',
  'label',
  'u',
  'throttle',
  'next_x',
  'next_goal',
  'obs_next',
  '_id',
  'T',
  'step',
];

/** Values of every sort under names of every sort. */
const kinds: readonly ((row: number, random: () => number) => number)[] = [
  (row) => row,
  (row) => row / 10,
  (row) => row % 20,
  (row) => Math.floor(row / 20),
  (row) => row % 3,
  (row) => Number(row % 20 === 19),
  (row) => Number(row % 20 === 0),
  () => 5,
  (row) => wave(row),
  (_, random) => random(),
  (_, random) => Math.floor(3 * random()),
];

describe('nothing is interpreted in silence', () => {
  it.each(range(150))('in a table of seed %i', (seed) => {
    const generator = new Random(seed + 1);
    const random = () => generator.next();
    const chosen = shuffled(names, seed).slice(0, 3 + Math.floor(6 * random()));
    const filled = chosen.map((name) => {
      const kind = kinds[Math.floor(random() * kinds.length)];
      return column(
        name,
        range(60).map((row) => kind(row, random)),
        name === 't' || name === 'time_ms'
          ? 'time'
          : name === 'episode'
            ? 'episode'
            : name.endsWith('reward')
              ? 'reward'
              : 'other',
      );
    });
    const given = table(filled);
    const read = interpret(given);
    const said = [...read.findings.map(({ text }) => text), ...read.questions.map(({ text }) => text)].join('\n');
    const inputs = new Set(
      read.mapping.features.filter(({ role }) => role === 'continuous').map((spec) => spec.column),
    );
    for (const { name } of filled) if (!inputs.has(name)) expect(said, name).toContain(`“${name}”`);
    const moved = filled.some(({ values, name }) => {
      const now = read.table.columns.find((each) => each.name === name)?.values;
      return now === undefined || now.length !== values.length || values.some((value, row) => now[row] !== value);
    });
    if (moved) expect(said).toMatch(/sorted/);
    const starts = read.mapping.episodeColumn === null ? (read.table.episodeStarts?.length ?? 1) : 2;
    if (starts > 1) expect(said).toMatch(/pisode/);
  });
});
