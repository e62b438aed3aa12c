import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectFiles, readArguments } from '../../../scripts/lib/headless-arguments.mjs';
import { train } from '../../../src/headless/train/command.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'truewheel-arguments-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (args: readonly string[]) => readArguments(train, args);

describe('npm run headless', () => {
  test('reads its arguments, and leaves out what was not said', () => {
    const asked = read(['a.csv', 'b', '--members', '2', '--seed', '0', '--family', 'knn', '--out', 'o']);
    expect(asked).toStrictEqual({
      paths: ['a.csv', 'b'],
      out: 'o',
      options: { members: 2, seed: 0, family: 'knn' },
    });
  });

  test('reads the norms of an audit and its settings', () => {
    const norms = join(folder, 'norms.json');
    writeFileSync(norms, '{"norms": []}');
    const args = ['a.csv', '--norms', norms, '--budget', '.1', '--kinds', 'mask,kernels', '--out', 'o'];
    const asked = { norms: '{"norms": []}', budget: 0.1, kinds: ['mask', 'kernels'] };
    expect(read(args).options).toStrictEqual(asked);
    expect(read([...args, '--allow-untested']).options).toStrictEqual({ ...asked, 'allow-untested': true });
  });

  test.each([
    [['a.csv', '--norms', 'nowhere.json', '--out', 'o'], /nowhere\.json cannot be read/],
    [['a.csv', '--budget', '.1', '--out', 'o'], /--budget needs --norms/],
    [['a.csv', '--norms', 'package.json', '--budget', '2', '--out', 'o'], /--budget takes a number above 0/],
    [['a.csv', '--norms', 'package.json', '--kinds', 'glue', '--out', 'o'], /--kinds takes mask/],
    [['--out', 'o'], /at least one file/],
    [['a.csv'], /--out/],
    [['a.csv', '--out', 'o', '--members', '0'], /--members/],
    [['a.csv', '--out', 'o', '--epochs', '1.5'], /--epochs/],
    [['a.csv', '--out', 'o', '--seed=-1'], /--seed/],
    [['a.csv', '--out', 'o', '--backend', 'cuda'], /--backend takes auto, webgpu, wasm, cpu/],
    [['a.csv', '--out', 'o', '--family', 'gan'], /--family takes mixture, gaussians, knn/],
    [['a.csv', '--out', 'o', '--turbo'], /--turbo/],
  ])('refuses %j with a sentence', (args, sentence) => {
    expect(() => read(args)).toThrow(sentence);
  });

  test('walks folders in order, leaves hidden files out and names what is missing', () => {
    mkdirSync(join(folder, 'b/inner'), { recursive: true });
    for (const name of ['c.csv', 'a.csv', 'b/inner/x.npz', 'b/.hidden']) writeFileSync(join(folder, name), '');
    const gone = join(folder, 'gone');
    expect(collectFiles([folder, gone])).toEqual({
      files: ['a.csv', 'b/inner/x.npz', 'c.csv'].map((name) => join(folder, name)),
      missing: [gone],
    });
  });
});
