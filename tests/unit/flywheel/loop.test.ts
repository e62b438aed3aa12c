import { describe, expect, test } from 'vitest';
import { Cancelled } from '../../../src/basics/task';
import type { FlawCluster } from '../../../src/flywheel/types';
import { readFlaws, writeFlaws } from '../../../src/flywheel/flaws-file';
import { strategies } from '../../../src/flywheel/red-team';
import { interrupted, settings, smallLoop } from './loop-world';
import { features, fence, rewardAt, smallWorld } from './refinement/small-world';

const whole = await (async () => {
  const loop = smallLoop();
  return { end: await loop.run(settings.maxIterations), kept: loop.kept };
})();

describe('the flywheel ends', () => {
  test('at convergence, with a statement about a fresh attack and nothing left', () => {
    const { memory, patches, converged } = whole.end;
    expect(converged).toBe(true);
    expect(memory.iterations.length).toBeLessThan(settings.maxIterations);
    expect(memory.iterations[0]).toMatchObject({ number: 1, left: 0 });
    expect(memory.iterations[0].found).toBeGreaterThan(20);
    expect(memory.iterations.at(-1)).toMatchObject({ found: 0, patches: [] });
    expect(patches.length).toBeGreaterThan(0);
    expect(memory.convergence?.freshFlawRate).toMatchObject({ value: 0 });
    expect(memory.attempts).toBe(1);
  });

  test('when its iterations are done: a step of one iteration makes no statement, a whole audit always does', async () => {
    const step = await smallLoop().run(1);
    expect(step.converged).toBe(false);
    expect(step.memory.iterations).toHaveLength(1);
    expect(step.memory.convergence).toBeNull();
    const short = await smallLoop({ settings: { maxIterations: 1, kinds: ['kernels'] } }).run(1);
    expect(short.memory.iterations).toHaveLength(1);
    expect(short.memory.convergence?.attempt).toBe(1);
  });

  test('when it is stopped: it throws, and what was kept before stays as it was', async () => {
    let asked = 0;
    const count = smallLoop({ cancelled: () => (asked++, false) });
    await count.run(1);
    const most = asked;
    for (const at of [1, Math.floor(most / 2), most, most + 3]) {
      let left = at;
      const loop = smallLoop({ cancelled: () => left-- <= 0 });
      await expect(loop.run(settings.maxIterations)).rejects.toBeInstanceOf(Cancelled);
      expect(loop.kept.length).toBeLessThanOrEqual(1);
      expect(loop.kept).toEqual(whole.kept.slice(0, loop.kept.length));
    }
  });
});

describe('what a run keeps', () => {
  test('is whole after every iteration: every patch of a batch is there, and every batch has its iteration', () => {
    for (const { memory, patches } of whole.kept) {
      const ids = new Set(patches.map(({ id }) => id));
      for (const batch of memory.batches) {
        expect(batch.added.every((id) => ids.has(id))).toBe(true);
        expect(memory.iterations.find(({ number }) => number === batch.iteration)?.patches).toEqual(batch.added);
      }
      expect(memory.iterations.map(({ number }) => number)).toEqual(memory.iterations.map((_, i) => i + 1));
      const accepted = memory.iterations.reduce((sum, { covered, left }) => sum + covered + left, 0);
      expect(memory.known).toHaveLength(accepted);
    }
  });

  test('is gone on from to the same result, wherever it was broken off', async () => {
    const cuts = whole.kept.length;
    expect(cuts).toBeGreaterThan(2);
    for (let cut = 1; cut < cuts; cut++) {
      const kept = await interrupted({}, (all) => all.length === cut);
      expect(kept).toHaveLength(cut);
      // As it comes back from a disk.
      const from = structuredClone(kept[cut - 1]);
      const again = await smallLoop({ from }).run(settings.maxIterations);
      expect(again).toEqual(whole.end);
    }
  });

  test('of a refused batch: nothing of its patches, but what was found is remembered', async () => {
    const person = { approve: () => Promise.resolve(false) };
    const { memory, patches } = await smallLoop({ settings: { approval: 'batch' }, person }).run(1);
    expect(patches).toEqual([]);
    expect(memory.batches).toEqual([]);
    expect(memory.iterations[0].left).toBe(memory.known.length);
    expect(memory.known.length).toBeGreaterThan(0);
  });

  test('of rejected clusters: they are not repaired and do not return', async () => {
    const seen: number[] = [];
    const person = {
      review: (clusters: readonly FlawCluster[]) => {
        seen.push(clusters.length);
        return Promise.resolve(clusters.map((cluster) => ({ ...cluster, verdict: 'rejected' as const })));
      },
    };
    const { memory, patches } = await smallLoop({ settings: { approval: 'flaw' }, person }).run(1);
    expect(patches).toEqual([]);
    expect(memory.known).toEqual([]);
    expect(memory.rejected).toHaveLength(seen[0]);
  });

  test('of points that no norm could tell and a person called bad: they go out as a file and come back', async () => {
    const root = { id: 'root', type: 'predicate', expression: 'sqrt(east + 2.0) < 9.0' } as const;
    const world = smallWorld({ norms: [fence, root] });
    const person = {
      review: (clusters: readonly FlawCluster[]) =>
        Promise.resolve(
          clusters.map((cluster) => ({ ...cluster, verdict: cluster.inconclusive ? 'accepted' : 'rejected' }) as const),
        ),
    };
    const { memory } = await smallLoop({ world, settings: { approval: 'flaw' }, person }).run(1);
    expect(memory.known.length).toBeGreaterThan(3);
    const sources = new Set<string>([...strategies.map(({ id }) => id), 'box', 'tube']);
    for (const { raw, score, norm, severity, margin, strategy, iteration } of memory.known) {
      expect(score).toBe(rewardAt(raw[0], raw[1]));
      expect({ norm, severity, margin, iteration }).toEqual({ norm: null, severity: 1, margin: null, iteration: 1 });
      expect(sources).toContain(strategy);
    }
    expect(new Set(memory.known.map(({ strategy }) => strategy)).size).toBeGreaterThan(1);
    const read = readFlaws(writeFlaws(memory.known, features), features);
    expect(read).toEqual({ ok: true, value: memory.known.map((flaw) => ({ ...flaw, strategy: 'file' })) });
  });
});

describe('a strategy that breaks down', () => {
  const without = ['gradient'] as const;

  test('loses nothing of what the others found, and its iteration says why', async () => {
    const { memory, patches } = await smallLoop({ without }).run(1);
    const [iteration] = memory.iterations;
    expect(iteration.strategies.find(({ strategy }) => strategy === 'cross-entropy')).toMatchObject({
      queries: 0,
      hits: 0,
      failed: 'no search here',
    });
    expect(iteration.found).toBeGreaterThan(20);
    expect(iteration.left).toBe(0);
    expect(patches.length).toBeGreaterThan(0);
  });

  test('keeps an audit from calling itself converged, and is named in the statement', async () => {
    const { memory, converged } = await smallLoop({ without }).run(settings.maxIterations);
    expect(converged).toBe(false);
    expect(memory.convergence?.failed).toEqual(['cross-entropy']);
    expect(memory.convergence?.searches.map(({ strategy }) => strategy)).not.toContain('cross-entropy');
  });

  test('by being stopped stops the run', async () => {
    const stop = () => Promise.reject(new Cancelled());
    const searches = { descend: stop, crossEntropy: stop, energies: stop };
    await expect(smallLoop({ without, searches }).run(1)).rejects.toBeInstanceOf(Cancelled);
  });
});
