/** A command is its folder and one line of the index: arguments, usage, the README and exit statuses follow from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArguments } from '../../../scripts/lib/headless-arguments.mjs';
import { shortCall, usage, withCommands } from '../../../scripts/lib/headless-usage.mjs';
import { root } from '../../../scripts/lib/run.mjs';
import { defaultFamilies } from '../../../src/reward/families';
import { defaultAudit, defaultSettings, refinementSteps } from '../../../src/app/types';
import type { Command } from '../../../src/headless/command';
import { collectCommands, exitOf } from '../../../src/headless/collect.mjs';
import { commands } from '../../../src/headless/commands.mjs';
import { train } from '../../../src/headless/train/command.mjs';

const toy: Command = {
  call: 'headless --toy',
  does: 'winds up a toy',
  noPaths: 'Name a toy.',
  options: [
    { flag: 'turns', kind: 'whole', least: 1, default: 3, hint: 'turns of the key' },
    { flag: 'springs', kind: 'choices', choices: ['steel', 'brass'], needs: 'turns', hint: 'what is wound' },
  ],
  finding: { means: 'it fell over', in: ({ fell }) => fell === true },
  load: () => Promise.reject(new Error('A toy has no code.')),
};
const more = collectCommands([...commands.list, toy]);
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('a new command', () => {
  test('is called by its flag, which is no option of it', () => {
    expect(more.called('headless', ['a.csv', '--toy', '--turns', '2'])).toEqual({
      command: toy,
      rest: ['a.csv', '--turns', '2'],
    });
    expect(more.called('headless', ['a.csv']).command).toBe(train);
    expect(commands.called('headless', ['a.csv', '--toy']).command).toBe(train);
  });

  test('is called by a name of its own', () => {
    const apart = { ...toy, call: 'toy' };
    expect(collectCommands([train, apart]).called('toy', ['a']).command).toBe(apart);
    expect(() => commands.called('toy', ['a'])).toThrow('no command “toy”');
  });

  test('has its arguments read by its table', () => {
    expect(readArguments(toy, ['a', '--turns', '2', '--springs', 'brass,steel'])).toStrictEqual({
      paths: ['a'],
      out: '',
      options: { turns: 2, springs: ['brass', 'steel'] },
    });
    expect(() => readArguments(toy, ['a', '--turns', '0'])).toThrow('whole number from 1');
    expect(() => readArguments(toy, ['a', '--springs', 'steel'])).toThrow('--springs needs --turns');
    expect(() => readArguments(toy, [])).toThrow('Name a toy.');
  });

  test('shows itself after a wrong call and in the README', () => {
    expect(usage(toy)).toBe('Usage: npm run headless -- --toy PATH… [--turns 3 [--springs steel,brass]]');
    const docs = withCommands(readme, more.list);
    expect(docs).toContain('`npm run headless -- --toy PATH…` winds up a toy. Exit status 3: it fell over.');
    expect(docs).toMatch(/\| `--turns` +\| whole number from 1 +\| 3 +\| turns of the key +\|/);
  });

  test('ends in the exit status of what it found', () => {
    expect(exitOf(toy, {})).toBe(0);
    expect(exitOf(toy, { fell: true })).toBe(3);
    expect(exitOf(toy, { fell: true, error: { kind: 'empty', message: 'No toy.' } })).toBe(2);
  });

  test('is refused when it is called as another, or needs an option that it lacks', () => {
    expect(() => collectCommands([toy, toy])).toThrow('called alike');
    expect(() => collectCommands([{ ...toy, options: toy.options.slice(1) }])).toThrow('has no --turns');
  });
});

describe('the commands there are', () => {
  test('stand in the README as they are (else: node scripts/command-docs.mjs) and in package.json', () => {
    expect(withCommands(readme, commands.list)).toBe(readme);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    for (const command of commands.list) {
      expect(readme).toContain(`| \`${shortCall(command)}\``);
      expect(scripts).toHaveProperty(command.call.split(' ')[0]);
    }
  });

  test('have their code', async () => {
    for (const { load } of commands.list) expect((await load()).run).toBeInstanceOf(Function);
  });

  test('headless shows the defaults of the app and every kind of repair', () => {
    const shown = Object.fromEntries(train.options.map((option) => [option.flag, option]));
    const { members, epochs, seed } = defaultSettings;
    const { maxIterations, budget, floor, box } = defaultAudit;
    const defaults = { members, epochs, seed, 'max-iterations': maxIterations, budget, floor, box };
    for (const [flag, value] of Object.entries(defaults)) expect(shown[flag], flag).toHaveProperty('default', value);
    expect(shown.kinds).toHaveProperty('choices', refinementSteps);
    expect(shown.family).toHaveProperty('choices', defaultFamilies);
  });

  test('headless ends in 3 when flaws are left, and takes 0 for a plain training', () => {
    const all = { coverage: { rules: 2, tested: 2, untested: [] } };
    const some = { coverage: { rules: 2, tested: 1, untested: [{ id: 'words', reason: 'no text in the data' }] } };
    expect(exitOf(train, { audit: { left: 2, ...all } })).toBe(3);
    expect(exitOf(train, { audit: { left: 0, ...all } })).toBe(0);
    expect(exitOf(train, { audit: { left: 0, ...some } })).toBe(3);
    expect(exitOf(train, { audit: { left: 0, ...some } }, { 'allow-untested': true })).toBe(0);
    expect(exitOf(train, { audit: { left: 1, ...some } }, { 'allow-untested': true })).toBe(3);
    expect(exitOf(train, { dataset: {} })).toBe(0);
  });
});
