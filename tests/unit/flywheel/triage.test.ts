import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { LeaderIndex } from '../../../src/flywheel/leader-index';
import { clusterFlaws, withoutRejected } from '../../../src/flywheel/triage';
import type { Flaw, FlawCluster } from '../../../src/flywheel/types';
import { shuffled } from './refinement/small-world';

function flaw(id: string, raw: readonly number[], norm: string | null = 'a', severity = 1): Flaw {
  const rest = { score: 0.5, distanceRatio: 0, margin: -1, strategy: 'sweeps', iteration: 1 } as const;
  return { id, raw, norm, severity, ...rest };
}

function manyFlaws(count: number, dims: number, seed: number): Flaw[] {
  const random = Random.of(seed, 'many');
  return Array.from({ length: count }, (_, i) => ({
    ...flaw(
      `f${i}`,
      Array.from({ length: dims }, () => random.uniform(-2, 2)),
      random.next() < 0.5 ? 'a' : 'b',
    ),
    score: Math.round(random.next() * 4) / 4,
  }));
}

const xOf = ({ raw }: Flaw) => raw;
const everywhere = () => 1;
const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, d) => value - b[d]));
const shape = (clusters: readonly FlawCluster[]) =>
  clusters.map(({ id, centre, priority, flaws }) => ({
    id,
    centre,
    priority,
    flaws: flaws.map((member) => member.id),
  }));

describe('clusters of flaws', () => {
  test('near-duplicates of one norm come together, another norm and a far one stand apart', () => {
    const flaws = [flaw('p', [0, 0]), flaw('q', [0.1, 0]), flaw('r', [0.1, 0], 'b'), flaw('s', [3, 0])];
    const clusters = clusterFlaws(flaws, xOf, everywhere, 0.5);
    expect(clusters.map((cluster) => cluster.flaws.map(({ id }) => id).sort())).toEqual([['p', 'q'], ['r'], ['s']]);
  });

  test('every flaw is in exactly one cluster, within the radius of its leader', () => {
    const flaws = manyFlaws(600, 3, 1);
    const clusters = clusterFlaws(flaws, xOf, everywhere, 0.5);
    expect(clusters.flatMap((cluster) => cluster.flaws.map(({ id }) => id)).sort()).toEqual(
      flaws.map(({ id }) => id).sort(),
    );
    for (const { flaws: members, centre, radius } of clusters) {
      for (const { raw } of members) {
        expect(distance(raw, members[0].raw)).toBeLessThanOrEqual(0.5);
        expect(distance(raw, centre)).toBeLessThanOrEqual(radius * (1 + 1e-12));
      }
    }
    expect(clusters.length).toBeLessThan(flaws.length);
  });

  test('the order of the flaws changes nothing', () => {
    const flaws = manyFlaws(400, 2, 2);
    const clusters = shape(clusterFlaws(flaws, xOf, everywhere, 0.4));
    for (const seed of [1, 2, 3]) {
      expect(shape(clusterFlaws(shuffled(flaws, seed), xOf, everywhere, 0.4))).toEqual(clusters);
    }
  });

  test('clusters stand by severity times audit gap times size', () => {
    const flaws = [flaw('p', [0], 'mild', 0.5), flaw('q', [0.1], 'mild', 0.5), flaw('r', [5]), flaw('s', [9])];
    const clusters = clusterFlaws(flaws, xOf, ({ raw }) => (raw[0] === 5 ? 0.4 : 0.9), 0.5);
    expect(clusters.map(({ priority }) => priority)).toEqual([0.9, 0.9, 0.4]);
    expect(clusters.map(({ flaws: members }) => members.length).sort()).toEqual([1, 1, 2]);
    expect(clusters[2].centre).toEqual([5]);
  });

  test('a radius that is no number falls back to half a standard deviation', () => {
    const flaws = [flaw('p', [0]), flaw('q', [0.45]), flaw('r', [2])];
    expect(clusterFlaws(flaws, xOf, everywhere, NaN)).toHaveLength(2);
  });

  test('flaws whose score is not a number are clustered too', () => {
    const flaws = [flaw('p', [0]), flaw('q', [0.1])].map((unsure) => ({ ...unsure, score: NaN }));
    expect(clusterFlaws(flaws, xOf, everywhere, 0.5)).toHaveLength(1);
  });
});

describe('the index of leaders', () => {
  test('finds what a search through all of them finds', () => {
    const random = Random.of(5, 'leaders');
    for (const dims of [1, 2, 3, 5]) {
      const points = Float64Array.from({ length: 300 * dims }, () => random.uniform(-1.5, 1.5));
      const row = (at: number) => Array.from(points.subarray(at * dims, (at + 1) * dims));
      const index = new LeaderIndex(points, dims, 0.6);
      for (let leader = 0; leader < 150; leader++) index.add(leader);
      for (let asked = 150; asked < 300; asked++) {
        const gaps = Array.from({ length: 150 }, (_, leader) => distance(row(asked), row(leader)));
        const least = Math.min(...gaps);
        expect(index.nearest(asked)).toBe(least <= 0.6 ? gaps.indexOf(least) : -1);
      }
    }
  });
});

describe('what a person turned away', () => {
  const rejected = clusterFlaws([flaw('p', [0, 0]), flaw('q', [0.3, 0])], xOf, everywhere, 0.5);

  test('does not return in the same form', () => {
    const again = [flaw('x', [0.2, 0.2]), flaw('y', [-0.4, 0]), flaw('z', [0.75, 0])];
    expect(withoutRejected(again, rejected, xOf, 0.5)).toEqual([]);
  });

  test('returns elsewhere, and under another norm', () => {
    const again = [flaw('x', [2, 0]), flaw('y', [0, 0], 'b'), flaw('z', [0, 0], null)];
    expect(withoutRejected(again, rejected, xOf, 0.5)).toEqual(again);
  });

  test('no flaw of a rejected cluster returns, though only some of its flaws were kept', () => {
    const flaws = manyFlaws(800, 2, 7).filter(({ norm }) => norm === 'a');
    for (const cluster of clusterFlaws(flaws, xOf, everywhere, 0.5)) {
      const short = { ...cluster, flaws: cluster.flaws.slice(0, 1) };
      expect(withoutRejected(cluster.flaws, [short], xOf, 0.5)).toEqual([]);
    }
  });
});
