/** `npm run headless -- --norms FILE`: an audit as a person calls it, on a bundled example and on real recordings. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArtifact } from '../../src/release/artifact';
import { root } from '../../scripts/lib/run.mjs';
import { cartpoleNorms, widened } from '../../scripts/soak/flywheel.mjs';
import { runHeadless } from './run-headless';

interface Line {
  readonly artifact: { file: string };
  readonly audit: {
    readonly found: number;
    readonly patches: number;
    readonly left: number;
    readonly freshHits: number;
    readonly converged: boolean;
    readonly violationBound: number;
    readonly maxRewardLost: number;
    readonly heldOutMaxRewardLost: number;
    readonly freshFlawRate: { value: number; upper95: number } | null;
    readonly statement: string;
    readonly coverage: { rules: number; tested: number; untested: { id: string; reason: string }[] };
    readonly phaseZero: {
      rows: number;
      excluded: number;
      findings: { norm: string; frames: number; episodes: number }[];
    };
    readonly experts: Record<
      'before' | 'after',
      { frames: { value: number }; episodes: { value: number; low: number } } | null
    >;
  };
}

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'truewheel-audit-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const headless = (...options: string[]) => runHeadless<Line>(out, options);

function normsFile(norms: object): string {
  const path = join(out, 'norms.json');
  writeFileSync(path, JSON.stringify(norms));
  return path;
}

async function opened({ artifact }: Line) {
  const result = await openArtifact(new Uint8Array(readFileSync(join(out, artifact.file))));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** What every audit with compiled norms has to come to. */
function expectRepaired({ status, line: { audit } }: { status: number; line: Line }): void {
  expect(status).toBe(0);
  expect(audit).toMatchObject({ left: 0, freshHits: 0, converged: true, maxRewardLost: 0, heldOutMaxRewardLost: 0 });
  expect(audit.found).toBeGreaterThan(0);
  expect(audit.violationBound).toBeLessThan(0.001);
  expect(audit.freshFlawRate?.value).toBe(0);
  expect(audit.statement).toMatch(
    /^Covers \d+ of \d+ rules?: .* of “uniform in the audited box” .* Made on .* for version /s,
  );
  expect(audit.coverage.untested).toEqual([]);
  expect(audit.coverage.tested).toBe(audit.coverage.rules);
}

const maze = join(root, 'static/examples/point-maze.csv');
const quick = ['--members', '2', '--epochs', '4'];
/** States alone: an audit draws every candidate twice where rates are inputs, which takes minutes on real recordings. */
const states = ['--motion', 'none'];

describe('a headless audit of a bundled example', () => {
  const norms = {
    schema: 'truewheel.norms/1',
    norms: [{ id: 'east', type: 'range', features: ['x'], min: [-9], max: [2.5] }],
  };

  test('Phase 0 turns frames away, masks repair what is found, and the file carries norms and what was looked at', async () => {
    const run = await headless(maze, '--norms', normsFile(norms), ...quick);
    expectRepaired(run);
    const { phaseZero } = run.line.audit;
    expect(phaseZero.excluded).toBe(phaseZero.findings[0].frames);
    expect(phaseZero.excluded).toBeGreaterThan(100);
    const file = await opened(run.line);
    expect(file.norms.map(({ id }) => id)).toEqual(['east']);
    expect(file.patches).toMatchObject([{ space: 'mask', norm: { id: 'east' } }]);
    expect(Math.min(...(file.cells?.draws ?? [0]))).toBeGreaterThanOrEqual(59);
  });

  test('kernels alone keep to the budget, and flaws that they leave are told by the exit status', async () => {
    const { status, line } = await headless(
      ...[maze, '--norms', normsFile(norms), '--kinds', 'kernels', '--max-iterations', '2', ...states, ...quick],
    );
    expect(line.audit.maxRewardLost).toBeLessThanOrEqual(0.1 + 1e-6);
    expect(line.audit.patches).toBeGreaterThan(1);
    expect(status).toBe(line.audit.left > 0 ? 3 : 0);
  });

  test('a rule that cannot be tested is a finding unless it is allowed; with no other, nothing is certified', async () => {
    const words = { id: 'words', type: 'keyword', field: 'message', words: ['faster'], mode: 'forbid' };
    const both = normsFile({ ...norms, norms: [...norms.norms, words] });
    const found = await headless(maze, '--norms', both, '--kinds', 'mask', ...states, ...quick);
    expect(found.status).toBe(3);
    expect(found.line.audit.coverage).toEqual({
      rules: 2,
      tested: 1,
      untested: [{ id: 'words', reason: 'no text in the data' }],
    });
    expect(found.line.audit.statement).toMatch(
      /^Covers 1 of 2 rules: east\. Not tested: words \(no text in the data\)\./,
    );
    const file = await opened(found.line);
    expect(file.audit?.statement.coverage.untested).toEqual([{ id: 'words', reason: 'no text in the data' }]);
    expect(file.card).toContain('Not tested: words (no text in the data).');
    const allowed = await headless(maze, '--norms', both, '--kinds', 'mask', '--allow-untested', ...states, ...quick);
    expect(allowed.status).toBe(0);
    const alone = await headless(maze, '--norms', normsFile({ ...norms, norms: [words] }), ...quick);
    expect(alone.status).toBe(2);
    expect(alone.line).toMatchObject({
      error: {
        message: expect.stringMatching(
          /^Nothing to audit: no rule can be evaluated .*words: no text in the data/,
        ) as string,
      },
    });
  });

  test('a mistyped name in an expression is refused, with what may have been meant', async () => {
    const mistyped = { id: 'east', type: 'predicate', expression: 'abs(xx) < 2.5' };
    const { status, line } = await headless(maze, '--norms', normsFile({ ...norms, norms: [mistyped] }), ...quick);
    expect(status).toBe(2);
    expect(line).toMatchObject({ error: { message: expect.stringMatching(/“xx”.*did you mean “x”/) as string } });
  });

  test('a norm about a feature that is not there is refused with a sentence', async () => {
    const strange = {
      schema: 'truewheel.norms/1',
      norms: [{ id: 'n', type: 'range', features: ['altitude'], min: [0], max: [1] }],
    };
    const { status, line } = await headless(maze, '--norms', normsFile(strange), ...quick);
    expect(status).toBe(2);
    expect(line).toMatchObject({ error: { message: expect.stringContaining('altitude') as string } });
  });
});

const data = join(root, '../shared/data');

describe.skipIf(!existsSync(data))('a headless audit of real recordings', () => {
  test('CartPole: 42 frames are turned away, nothing is left, and unseen experts are allowed as before', async () => {
    const file = join(data, 'cartpole-imitation/cartpole_expert_rollouts.npz');
    const run = await headless(file, '--norms', normsFile(cartpoleNorms), ...states);
    expectRepaired(run);
    const { phaseZero, experts } = run.line.audit;
    expect(phaseZero).toMatchObject({ rows: 27021, excluded: 42 });
    expect(phaseZero.findings[0]).toMatchObject({ norm: 'cart', frames: 42, episodes: 42 });
    for (const when of ['before', 'after'] as const)
      expect(experts[when]?.frames.value, when).toBeGreaterThanOrEqual(0.98);
  });

  test('Unitree G1: a range norm a joint is repaired in 26 inputs', async () => {
    const folder = join(data, 'unitree-g1-lerobot');
    const first = await opened((await headless(folder, '--members', '1', '--epochs', '1', ...states)).line);
    const ranges = first.model.features.map(({ name }, f) => ({ name, ...first.ranges[f] }));
    const run = await headless(folder, '--norms', normsFile(widened(ranges, 1.2)), ...states);
    expectRepaired(run);
    expect(run.line.audit.experts.after).toEqual(run.line.audit.experts.before);
    expect(run.line.audit.experts.after?.frames.value).toBeGreaterThanOrEqual(0.98);
  });
});
