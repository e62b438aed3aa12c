/** gate.py and use.py as they are joined: short modules, one block of imports, and nothing of the app's tables left out. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantsFor } from '../../../src/gate/python/constants';
import { modules } from '../../../src/gate/python/join';
import { gatePy } from '../../../src/release/parts/gate-program';
import { usePy } from '../../../src/release/parts/use-program';
import { reasonIds, reasons } from '../../../src/gate/votes/reasons';
import { rules } from '../../../src/gate/votes';
import { binaryOperators, leafOperators, textTests, unaryOperators } from '../../../src/norms/tree/operators';
import { findPython } from './find-python';

const linesOf = (text: string): number => text.trimEnd().split('\n').length;
const programs = { 'gate.py': gatePy, 'use.py': usePy };

/** Keys of a table that a module writes down, one a line. */
function keysOf(module: string, table: string): string[] {
  const found = new RegExp(`^${table} = \\{\n([^]*?)^\\}`, 'm').exec(modules[module]);
  return Array.from(found?.[1].matchAll(/^ {4}"([^"]+)":/gm) ?? [], ([, key]) => key);
}

describe('the Python of a reward file', () => {
  it.each(Object.entries(modules))('%s is a short module', (_, source) => {
    expect(linesOf(source)).toBeLessThanOrEqual(300);
  });

  it.each(Object.entries(programs))('%s starts with shebang, docstring and one sorted block of imports', (_, text) => {
    expect(linesOf(text)).toBeLessThanOrEqual(1500);
    const head = /^#!\/usr\/bin\/env python3\n"""[^]*?"""\n((?:import [^\n]+\n)+)\n((?:import [^\n]+\n)+)\n[A-Z]/.exec(
      text,
    );
    const blocks = head?.slice(1).map((block) => block.trim().split('\n')) ?? [];
    expect(blocks).toHaveLength(2);
    for (const block of blocks) expect(block).toEqual([...new Set(block)].sort());
    expect(blocks[1]).toEqual(['import numpy as np', 'import onnxruntime']);
    expect(text.slice(head?.[0].length)).not.toMatch(/^(import|from) /m);
  });

  it('has a function for every reason, in the order of the table, as the app has a rule', () => {
    expect(keysOf('rules', 'RULES')).toEqual(reasonIds);
    expect(rules.map(({ reason }) => reason)).toEqual(reasonIds);
  });

  it('evaluates every operator of expression trees, checks every node and knows every test of text', () => {
    const leaves = leafOperators.map(({ op }) => op);
    expect(keysOf('trees', 'UNARY')).toEqual(unaryOperators);
    expect(keysOf('trees', 'BINARY')).toEqual(binaryOperators);
    expect(keysOf('trees', 'LEAVES')).toEqual(leaves);
    expect(keysOf('checks', 'LEAF_CHECKS')).toEqual(leaves);
    expect(keysOf('texts', 'TEXT_HOLDS')).toEqual(textTests);
  });

  it('gives every reason words for each action that it asks for, in a form that Python fills in, too', () => {
    for (const [reason, { debounced, ...asked }] of Object.entries(reasons)) {
      expect([reason, typeof debounced, Object.keys(asked).length > 0]).toEqual([reason, 'boolean', true]);
      for (const text of Object.values(asked)) expect(text.replace(/\{[a-z]+\}/g, '')).not.toMatch(/[{}]/);
    }
  });

  it('carries only the constants that a program uses', () => {
    expect(constantsFor('SEVERE', [])).toBe('SEVERE = 0.5\n');
    expect(usePy).toContain('READ = [');
    expect(usePy).not.toContain('REASONS');
  });
});

const python = findPython('pyflakes');
const reason = python === null ? ' (skipped: no pyflakes here; on Debian: apt-get install pyflakes3)' : '';
describe.skipIf(python === null)(`pyflakes${reason}`, () => {
  it.each(Object.entries(programs))('finds nothing wrong with %s', (name, text) => {
    const path = join(mkdtempSync(join(tmpdir(), 'pyflakes-')), name);
    writeFileSync(path, text);
    const { status, stdout } = spawnSync(python ?? '', ['-m', 'pyflakes', path], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });
});
