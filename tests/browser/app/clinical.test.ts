/** The example of clinical messages: what its norms and its reward say of scenarios that carry text. */
import { beforeAll, expect, test } from 'vitest';
import type { AuditView, DecidedScenario, DialOutcome, PointStory } from '../../../src/app/audit/types';
import type { Services } from '../../../src/app/types';
import { outcomeOf } from '../../../src/ui/screens/audit/words';
import { connect, need, quick, trainUntil } from './studio';

const fileOf = async (name: string) => (await fetch(`/examples/${name}`)).text();

let services: Services;
let records: readonly Record<string, unknown>[];
let decisions: readonly DecidedScenario[];
let view: AuditView;
let dials: readonly DialOutcome[];
let story: PointStory;

/** What became of the scenarios whose message holds these words, or that are so in another way. */
function outcomesOf(wanted: (record: Record<string, unknown>) => boolean): string[] {
  return decisions.filter((_, row) => wanted(records[row])).map(({ record }) => outcomeOf(record));
}

const says = (words: string) => (record: Record<string, unknown>) =>
  typeof record.message === 'string' && record.message.includes(words);

beforeAll(async () => {
  services = connect();
  const [messages, norms, scenarios] = await Promise.all(
    ['clinical-messages.jsonl', 'clinical-messages.norms.json', 'clinical-messages.scenarios.jsonl'].map(fileOf),
  );
  records = scenarios
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const file = new File([messages], 'clinical-messages.jsonl');
  // The list of examples says that its rows stand alone; what a person gets who leaves the mapping as it is proposed.
  const preview = need(await services.data.read([file], () => undefined, { alone: true }));
  expect(preview.proposed.alone).toBe(true);
  expect(preview.proposed.features.some(({ role }) => role === 'derived')).toBe(false);
  expect(preview.proposed.episodeColumn).toBe('episode');
  const dataset = need(await services.data.commit(preview.token, preview.proposed, preview.name));
  need(await services.audit.attachNorms(dataset.id, norms));
  const { rewardId } = await trainUntil(services, dataset.id, { ...quick, epochs: 30 });
  view = need(await services.audit.open(rewardId ?? ''));
  expect(view.norms).toHaveLength((JSON.parse(norms) as { norms: unknown[] }).norms.length);
  decisions = need(await services.audit.decideRecords(new File([scenarios], 'clinical-messages.scenarios.jsonl')));
  const { features } = need(await services.inspect.open(view.rewardId));
  story = await services.audit.story(features.map(({ name }) => Number(records[0][name])));
  dials = need(await services.audit.whatIf([0.05]));
}, 240_000);

test('what is plainly like the demonstrations is allowed', () => {
  expect(decisions.slice(0, 3).map(({ record }) => outcomeOf(record))).toEqual(['allow', 'allow', 'allow']);
});

test('each outcome occurs', () => {
  expect(new Set(decisions.map(({ record }) => outcomeOf(record)))).toEqual(
    new Set(['allow', 'block', 'escalate', 'abstain']),
  );
});

test('words that raise a dose are blocked, and where they are negated a person is asked', () => {
  expect(outcomesOf(says('still hurts tonight, double the dose'))).toEqual(['block']);
  expect(outcomesOf(says('Never double the dose'))).toEqual(['abstain']);
  expect(outcomesOf(says('stop all of your medication'))).toEqual(['block']);
});

test('a missing value blocks, and a fever answered by SMS goes to a person', () => {
  expect(outcomesOf(({ systolic_mmhg: pressure }) => pressure === null)).toEqual(['block']);
  const isFever = ({ temperature_c: temperature }: Record<string, unknown>) => Number(temperature) >= 38;
  expect(outcomesOf((record) => record.channel === 'sms' && isFever(record))).toEqual(['escalate']);
  const reasons = decisions.find((_, row) => records[row].channel === 'sms' && isFever(records[row]))?.record.reasons;
  // The norm alone, not a place that nobody demonstrated.
  expect(reasons).toHaveLength(1);
  expect(reasons?.[0].text).toContain('sms-fever');
});

test('each decision that is not to allow says why', () => {
  for (const { action, reasons } of decisions.map(({ record }) => record))
    expect(reasons.length > 0).toBe(action !== 'allow');
});

test('held-out frames are judged by the gate without their words: experts are not all sent to a person', () => {
  expect(view.experts?.frames.value).toBeGreaterThan(0.5);
  expect(dials[0].frames.value).toBeGreaterThan(0.5);
  expect(dials[0].notAllowed.midpoint).toBeLessThan(1);
  // The numbers of the first scenario, without its words.
  expect(story.decision.action).toBe('allow');
});

test('rules about words are checked on the messages that they came with, and a field that none has is named', async () => {
  const { attacked, onRecords, untested } = view.coverage;
  expect(attacked).toEqual(['dose', 'interval', 'pressure']);
  expect(onRecords).toMatchObject([
    { id: 'words', rows: 1440 },
    { id: 'stopping', rows: 1440 },
  ]);
  expect(untested).toEqual([{ id: 'sms-fever', reason: 'no field “channel” in the data' }]);
  const found = need(await services.audit.phaseZero());
  const skipped = found.findings.filter((finding) => finding.skipped !== null);
  expect(skipped.map(({ norm }) => norm)).toEqual(['sms-fever']);
});
