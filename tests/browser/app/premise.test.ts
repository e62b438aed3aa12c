/** The premise of a statement over real workers, a real store and two tabs: five sequences of edits, each looked at and exported. */
import { beforeAll, expect, test } from 'vitest';
import { canonicalText } from '../../../src/basics/canonical';
import { Random } from '../../../src/basics/random';
import { defaultAudit, type AuditView, type Norm } from '../../../src/app/audit/types';
import type { Services } from '../../../src/app/types';
import { openArtifact } from '../../../src/release/artifact';
import { connect, importCircles, need, quick, trainUntil } from './studio';

const settings = { ...defaultAudit, queries: 600, maxIterations: 2, kinds: ['mask'] } as const;
const rules: readonly Norm[] = [
  { id: 'left', type: 'range', features: [0], min: [-0.8], max: [100] },
  { id: 'up', type: 'range', features: [1], min: [-100], max: [0.9] },
  { id: 'words', type: 'keyword', field: 'message', words: ['faster'], mode: 'forbid' },
];
const quiet = () => undefined;

let tabs: readonly Services[];
let rewardId: string;
const counts = { holds: 0, stale: 0 };

beforeAll(async () => {
  tabs = [connect(), connect()];
  const dataset = await importCircles(tabs[0], 31);
  rewardId = (await trainUntil(tabs[0], dataset.id, quick)).rewardId ?? '';
}, 120_000);

/** What a statement is about, by value; its own words say for which attempt it was made. */
const subjects = new Map<string, string>();
const attemptIn = (text: string) => /Attempt \d+/.exec(text)?.[0] ?? 'none';

async function look({ audit, inspect }: Services): Promise<AuditView> {
  const view = need(await audit.open(rewardId));
  const { family, standing } = need(await inspect.open(rewardId));
  expect(standing?.text ?? null).toBe(view.state.standing?.text ?? null);
  if (standing !== null) judge(standing.text, canonicalText([view.norms, view.patches, family]));
  return view;
}

function judge(text: string, subject: string): void {
  const holds = subjects.get(attemptIn(text)) === subject;
  counts[holds ? 'holds' : 'stale']++;
  expect(text).toMatch(holds ? /^Covers \d of \d rules?: / : /^Out of date: /);
  expect(text).toMatch(/Covers \d of \d rules?: .* Made on \d{4}-\d\d-\d\d for version [0-9a-f]{12}, data “circles”/s);
}

async function step(services: Services, random: Random): Promise<void> {
  const { audit, inspect } = services;
  const { centre } = need(await inspect.open(rewardId));
  await inspect.takeOver();
  const view = need(await audit.open(rewardId));
  const choice = Math.floor(random.uniform(0, 5));
  if (choice <= 1) {
    if (!view.norms.some(({ id }) => id !== 'words')) need(await audit.saveNorms(rules));
    const after = need(await audit.run(settings, settings.maxIterations, quiet));
    const { family } = need(await inspect.open(rewardId));
    const { standing } = after.state;
    expect(standing?.stale ?? null).toBeNull();
    if (standing !== null) subjects.set(attemptIn(standing.text), canonicalText([after.norms, after.patches, family]));
  } else if (choice === 2) need(await audit.saveNorms(rules.filter(() => random.next() < 0.6)));
  else if (choice === 3) {
    const patch = need(await inspect.createPatch('suppress', [random.uniform(3, 6), ...centre.slice(1)], 0.1, 1, null));
    need(await inspect.savePatches(rewardId, [...view.patches.slice(0, 3), patch]));
  } else {
    const last = view.state.batches.findLast(({ undone }) => !undone);
    if (last !== undefined) need(await audit.undoBatch(last.iteration));
  }
}

async function exported({ artifact, inspect }: Services): Promise<void> {
  const packed = need(await artifact.pack(rewardId, quiet));
  const file = need(await openArtifact(packed.bytes));
  const { standing } = need(await inspect.open(rewardId));
  expect(file.audit === null).toBe(standing === null);
  expect((file.audit?.stale ?? []).length > 0).toBe((standing?.stale ?? null) !== null);
  const [, stated] = /## Audit\n\n(.*)\n/.exec(file.card) ?? [];
  if (standing === null) expect(stated).toMatch(/nothing is stated/);
  else expect(stated).toMatch(standing.stale === null ? /^Covers / : /^Out of date: /);
}

test('five sequences of edits in two tabs leave no statement that does not name its premise', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const random = Random.of(seed, 'edits');
    need(await tabs[0].inspect.open(rewardId));
    await tabs[0].inspect.takeOver();
    need(await tabs[0].audit.open(rewardId));
    need(await tabs[0].audit.reset());
    subjects.clear();
    for (let i = 0; i < 5; i++) {
      await step(tabs[random.next() < 0.3 ? 1 : 0], random);
      for (const tab of tabs) await look(tab);
    }
    await exported(tabs[0]);
  }
  expect(counts.holds).toBeGreaterThan(0);
  expect(counts.stale).toBeGreaterThan(0);
}, 240_000);
