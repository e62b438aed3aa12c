import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { makeExamples } from '../../../scripts/examples.mjs';
import { hand } from '../../../scripts/examples/arm.mjs';
import { Dice, sinCos, wrap } from '../../../scripts/examples/numbers.mjs';
import { touchesWall } from '../../../scripts/examples/point-maze.mjs';

interface Entry {
  id: string;
  file: string;
  title: string;
  description: string;
  bytes: number;
  rows: number;
  episodes: number;
  columns: string[];
  license: string;
}
type Row = Record<string, number>;

const examples = makeExamples();
const index = JSON.parse(examples.get('index.json')?.toString() ?? '[]') as Entry[];
const mazes = JSON.parse(readFileSync('tests/golden/mazes.json', 'utf8')) as {
  layouts: { id: string; rows: string[] }[];
};
const walls = mazes.layouts[0].rows;

function bytesOf(file: string): Buffer {
  const bytes = examples.get(file);
  if (!bytes) throw new Error(`no ${file}`);
  return bytes;
}

function readCsv(text: string): Row[] {
  const [header, ...lines] = text.trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], Number(cell)])));
}

function readNpz(bytes: Buffer): Row[] {
  const columns = Object.entries(unzipSync(bytes)).map(([name, data]) => {
    const start = 10 + data[8] + 256 * data[9];
    return [name.replace('.npy', ''), new Float32Array(data.slice(start).buffer)] as const;
  });
  return Array.from({ length: columns[0][1].length }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row]])),
  );
}

function readLines(text: string): Row[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

const tables: Record<string, Row[]> = {
  'point-maze': readCsv(bytesOf('point-maze.csv').toString()),
  'pendulum-swing-up': readLines(bytesOf('pendulum-swing-up.jsonl').toString()),
  'two-joint-arm': readNpz(bytesOf('two-joint-arm.npz')),
};

function episodesOf(rows: Row[]): Row[][] {
  const episodes: Row[][] = [];
  for (const row of rows) (episodes[row.episode] ??= []).push(row);
  return episodes;
}

function last<T>(items: readonly T[]): T {
  return items[items.length - 1];
}

describe('the bundled examples', () => {
  test('are what the seeded script makes, byte for byte', () => {
    expect(existsSync('static/examples')).toBe(true);
    // The bundled reward is trained, not generated (`npm run landing`); its own test opens it.
    const generated = readdirSync('static/examples').filter((name) => !name.endsWith('.reward.zip'));
    expect(generated.sort()).toEqual([...examples.keys()].sort());
    for (const [name, bytes] of examples) {
      expect(readFileSync(`static/examples/${name}`).equals(bytes), name).toBe(true);
    }
  });

  test('are described truthfully by their index, free to use, and smaller than 1 MB each', () => {
    const ids = Object.keys(tables);
    expect(index.map(({ id }) => id)).toEqual([...ids, 'clinical-messages']);
    for (const { id, file, title, description, bytes, rows, episodes, columns, license } of index) {
      if (!ids.includes(id)) continue;
      expect(bytes).toBe(bytesOf(file).length);
      expect(bytes).toBeLessThan(1_000_000);
      expect(rows).toBe(tables[id].length);
      expect(episodes).toBe(episodesOf(tables[id]).length);
      expect(columns).toEqual(Object.keys(tables[id][0]));
      expect(license).toBe('CC0-1.0');
      expect(title.length).toBeLessThan(30);
      expect(description).toMatch(/^[A-Z][^.]*\.$/);
    }
  });

  test.each(Object.entries(tables))('%s holds finite numbers in even time steps from 0 on', (_, rows) => {
    expect(rows.every((row) => Object.values(row).every(Number.isFinite))).toBe(true);
    for (const episode of episodesOf(rows)) {
      const step = episode[1].time_s;
      expect(episode.every(({ time_s }, i) => Math.abs(time_s - i * step) < 1e-3)).toBe(true);
    }
  });

  test.each(Object.entries(tables))('%s has no two episodes alike and a spread of starts', (_, rows) => {
    const episodes = episodesOf(rows);
    const starts = episodes.map(([first]) => JSON.stringify({ ...first, episode: 0 }));
    expect(new Set(starts).size).toBe(episodes.length);
    expect(new Set(episodes.map(({ length }) => length)).size).toBeGreaterThan(20);
  });

  test('point maze: every walk starts on a start tile, never touches a wall and rests at the goal', () => {
    for (const episode of episodesOf(tables['point-maze'])) {
      expect(episode.every(({ x, y }) => !touchesWall(walls, x, y, 0.05))).toBe(true);
      const [{ x, y }] = episode;
      expect(walls[Math.round(3.5 - y)][Math.round(x + 3.5)]).toBe('S');
      const end = last(episode);
      expect(Math.hypot(end.x - 2.5, end.y - 1.5)).toBeLessThan(0.15);
      expect(Math.hypot(end.vx, end.vy)).toBeLessThan(0.2);
    }
  });

  test('point maze: velocities are those of the positions', () => {
    for (const episode of episodesOf(tables['point-maze'])) {
      for (let i = 1; i < episode.length; i++) {
        const mean = (episode[i].vx + episode[i - 1].vx) / 2;
        expect(Math.abs((episode[i].x - episode[i - 1].x) / 0.05 - mean)).toBeLessThan(0.05);
      }
    }
  });

  test('pendulum: every swing starts below, goes round in (−π, π] and ends balanced upright', () => {
    for (const episode of episodesOf(tables['pendulum-swing-up'])) {
      expect(Math.abs(episode[0].theta)).toBeGreaterThan(1);
      expect(episode.every(({ theta }) => theta > -Math.PI && theta <= Math.PI)).toBe(true);
      expect(Math.abs(last(episode).theta)).toBeLessThan(0.1);
      expect(Math.abs(last(episode).theta_dot)).toBeLessThan(0.3);
    }
  });

  test('arm: every reach starts away from its target and ends at it, at rest', () => {
    for (const episode of episodesOf(tables['two-joint-arm'])) {
      const miss = ({ q1, q2, target_x, target_y }: Row) => {
        const [x, y] = hand(q1, q2);
        return Math.hypot(x - target_x, y - target_y);
      };
      expect(miss(episode[0])).toBeGreaterThan(0.15);
      expect(miss(last(episode))).toBeLessThan(0.02);
      expect(Math.hypot(last(episode).dq1, last(episode).dq2)).toBeLessThan(0.2);
    }
  });
});

describe('arithmetic of the examples', () => {
  test('sine and cosine agree with the mathematical ones', () => {
    for (let x = -40; x < 40; x += 0.0137) {
      const [sine, cosine] = sinCos(x);
      expect(Math.abs(sine - Math.sin(x)) + Math.abs(cosine - Math.cos(x))).toBeLessThan(1e-12);
    }
  });

  test('wrapped angles lie in (−π, π] and differ by whole turns', () => {
    expect(wrap(Math.PI)).toBe(Math.PI);
    expect(wrap(-Math.PI)).toBe(Math.PI);
    expect(wrap(7)).toBeCloseTo(7 - 2 * Math.PI, 12);
  });

  test('the dice are uniform and normal enough', () => {
    const dice = new Dice(4);
    const uniform = Array.from({ length: 20000 }, () => dice.next());
    const normal = Array.from({ length: 20000 }, () => dice.normal());
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(Math.abs(mean(normal))).toBeLessThan(0.03);
    expect(Math.abs(mean(normal.map((value) => value * value)) - 1)).toBeLessThan(0.05);
  });

  test('clinical messages: sixty shifts, vital signs of living people, no dose above the daily maximum', () => {
    const rows = readLines(bytesOf('clinical-messages.jsonl').toString()) as unknown as Record<
      string,
      number | string
    >[];
    const entry = index.find(({ id }) => id === 'clinical-messages');
    expect(entry).toMatchObject({ rows: rows.length, episodes: 60, license: 'CC0-1.0', columns: Object.keys(rows[0]) });
    expect(new Set(rows.map(({ episode }) => episode)).size).toBe(60);
    const within = (name: string, low: number, high: number) =>
      rows.every((row) => Number(row[name]) >= low && Number(row[name]) <= high);
    expect(within('heart_rate_bpm', 40, 140)).toBe(true);
    expect(within('systolic_mmhg', 80, 190)).toBe(true);
    expect(within('temperature_c', 35, 40)).toBe(true);
    expect(within('dose_share_of_daily_max', 0, 1)).toBe(true);
    expect(rows.every(({ message }) => typeof message === 'string' && message.length > 20)).toBe(true);
  });
});
