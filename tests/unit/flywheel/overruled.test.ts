/** A person who rejects a cluster is not overruled in silence by a mask of the whole norm. */
import { describe, expect, test } from 'vitest';
import type { ProposedBatch } from '../../../src/flywheel/memory';
import type { FlawCluster } from '../../../src/flywheel/types';
import { groupsOf } from '../../../src/ui/screens/audit/groups';
import { smallLoop } from './loop-world';

const masks = { approval: 'flaw', kinds: ['mask'] } as const;

/** Rejects or abstains from the first of several clusters, accepts the rest. */
const judging = (verdict: 'rejected' | 'abstained') => (clusters: readonly FlawCluster[]) =>
  Promise.resolve(clusters.map((cluster, i): FlawCluster => ({ ...cluster, verdict: i === 0 ? verdict : 'accepted' })));

describe('a mask that also takes a cluster which a person did not accept', () => {
  test.each(['rejected', 'abstained'] as const)('is shown with it before it goes in: %s', async (verdict) => {
    const asked: ProposedBatch[] = [];
    const person = {
      review: judging(verdict),
      approve: (batch: ProposedBatch) => {
        asked.push(batch);
        return Promise.resolve(true);
      },
    };
    const { memory, patches } = await smallLoop({ settings: masks, person }).run(1);
    expect(asked).toHaveLength(1);
    const [{ overrules, clusters }] = asked;
    expect(overrules).toMatchObject([{ verdict }]);
    expect(overrules[0].suppressed).toBeGreaterThan(0);
    expect(clusters.length).toBeGreaterThan(0);
    for (const { before, after } of clusters) expect(after).toBeLessThan(before);
    // Accepted all the same: it goes in, and is not forgotten.
    expect(patches).toHaveLength(1);
    expect(memory.iterations[0].overruled).toEqual(overrules);
  });

  test('stays out when the person says so, with the reward as it was', async () => {
    const person = { review: judging('rejected'), approve: () => Promise.resolve(false) };
    const { memory, patches } = await smallLoop({ settings: masks, person }).run(1);
    expect(patches).toEqual([]);
    expect(memory.iterations[0].overruled).toBeUndefined();
    expect(memory.rejected).toHaveLength(1);
  });

  test('asks nobody where every cluster was accepted, and says nothing of overruling', async () => {
    let asked = 0;
    const person = {
      review: (clusters: readonly FlawCluster[]) =>
        Promise.resolve(clusters.map((cluster): FlawCluster => ({ ...cluster, verdict: 'accepted' }))),
      approve: () => Promise.resolve(++asked > 0),
    };
    const { memory, patches } = await smallLoop({ settings: masks, person }).run(1);
    expect(asked).toBe(0);
    expect(patches).toHaveLength(1);
    expect(memory.iterations[0].overruled).toBeUndefined();
  });
});

test('clusters of one norm are one group, those that nobody can tell another', async () => {
  const seen: FlawCluster[][] = [];
  const person = {
    review: (clusters: readonly FlawCluster[]) => {
      seen.push([...clusters]);
      return Promise.resolve(clusters);
    },
  };
  await smallLoop({ settings: masks, person }).run(1);
  const clusters = seen[0];
  expect(clusters.length).toBeGreaterThan(5);
  const groups = groupsOf([...clusters, { ...clusters[0], id: 'unsure', norm: null, inconclusive: true }]);
  expect(groups.map(({ clusters: own }) => own.length)).toEqual([clusters.length, 1]);
  expect(groups[0].waiting).toEqual(clusters.map(({ id }) => id));
});
