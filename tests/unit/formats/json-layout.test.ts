import { describe, expect, it } from 'vitest';
import { open, opened, source, valuesOf } from './sources';

async function refusal(document: object, name = 'package.json'): Promise<string> {
  const result = await open(source(name, JSON.stringify(document)));
  return result.ok ? `read ${result.value.rows} rows` : `${result.failure.kind}: ${result.failure.message}`;
}

describe('a JSON document that is no recording', () => {
  it.each([
    ['values alone', { name: 'arm', version: 2, private: true }],
    ['values inside objects', { compilerOptions: { strict: true, lib: ['es2022'] }, size: 3 }],
    ['lists of texts', { scripts: { test: 'x' }, options: { files: ['a', 'b'], depth: 4 } }],
  ])('is refused when it holds %s', async (_, document) => {
    expect(await refusal(document)).toMatch(/^unrecognised: “package.json” holds settings or a description/);
  });

  it('is named among what was left out beside a recording', async () => {
    const table = await opened(source('package.json', '{"private": true}'), source('a.csv', 'x,y\n1,2\n3,4\n5,6\n'));
    expect(table.rows).toBe(3);
    expect(table.skipped.map(({ what }) => what)).toEqual(['package.json']);
  });

  it('is told from a single frame by the numbers that a frame holds', async () => {
    const frame = { robot: { state: [1, 2, 3], gripper: 0.5 } };
    expect(valuesOf(await opened(source('frame.json', JSON.stringify(frame))), 'robot_gripper')).toEqual([0.5]);
  });
});
