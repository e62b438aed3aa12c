import { describe, expect, it } from 'vitest';
import { artifactFileName } from '../../../src/release/pack-artifact';
import { openArtifact, packArtifact, patchModelId } from '../../../src/release/artifact';
import type { ArtifactInput, OpenedArtifact, PackedFile } from '../../../src/release/artifact';
import { pointsOf } from '../../../src/release/points';
import { openModel } from '../../../src/reward/open-model';
import { scoreReference } from '../../../src/reward/score';
import type { FamilyId, Patch } from '../../../src/reward/types';
import { runOnnx } from '../formats/artifact/run-onnx';
import { readZip } from '../../../src/formats/artifact/zip';
import { decideByScore, randomInput } from './fixtures';

async function pack(input: ArtifactInput): Promise<PackedFile> {
  const packed = await packArtifact(input);
  if (!packed.ok) throw new Error(packed.failure.cause ?? packed.failure.message);
  return packed.value;
}

async function reopen(input: ArtifactInput): Promise<OpenedArtifact> {
  const opened = await openArtifact((await pack(input)).bytes);
  if (!opened.ok) throw new Error(opened.failure.cause ?? opened.failure.message);
  return opened.value;
}

const each: [FamilyId][] = [['mixture'], ['gaussians'], ['knn']];

describe('an artifact', { timeout: 30_000 }, () => {
  it.each(each)('gives back everything that was packed: %s', async (family) => {
    const { decide, ...content } = randomInput({ family });
    const opened = await reopen({ ...content, decide });
    expect({ ...opened, ...content }).toEqual(opened);
    expect(content).toEqual(Object.fromEntries(Object.keys(content).map((key) => [key, opened[key as 'name']])));
  });

  it.each(each)('scores bit-equal after reopening: %s', async (family) => {
    const input = randomInput({ family });
    const opened = await reopen(input);
    const raw = Float64Array.from(opened.selftest.inputs.flat());
    const score = ({ model, patches }: Pick<ArtifactInput, 'model' | 'patches'>) => {
      const models = openModel(model);
      if (!models.ok) throw new Error(models.failure.message);
      return scoreReference(model, models.value, pointsOf(model, raw), patches);
    };
    expect(score(opened)).toEqual(score(input));
  });

  it('packed again after reopening is the same file, byte for byte', async () => {
    const first = await pack(randomInput());
    const opened = await openArtifact(first.bytes);
    if (!opened.ok) throw new Error(opened.failure.message);
    expect(await pack({ ...opened.value, decide: decideByScore })).toEqual(first);
    expect(opened.value.id).toBe(first.id);
    expect(opened.value.sha256).toBe(first.sha256);
  });

  it('keeps float64 weights float64', async () => {
    const input = randomInput();
    const [member] = input.model.members;
    const exact = { shape: member.tensors.h.shape, data: Float64Array.from(member.tensors.h.data, (v) => v + 1e-12) };
    const members = [{ ...member, tensors: { ...member.tensors, h: exact } }, input.model.members[1]];
    const opened = await reopen({ ...input, model: { ...input.model, members } });
    expect(opened.model.members[0].tensors.h).toEqual(exact);
  });

  it('may leave its basin out, and says so', async () => {
    const opened = await reopen({ ...randomInput(), basin: null });
    expect(opened.basin).toBeNull();
    expect(opened.card).toContain('not re-measurable');
  });

  it.each(each)('has 256 float32-exact self-test rows that its own ONNX model reproduces: %s', async (family) => {
    const input = randomInput({ family });
    const { bytes } = await pack(input);
    const zip = readZip(bytes);
    const opened = await openArtifact(bytes);
    if (!zip.ok || !opened.ok) throw new Error('does not open');
    const { inputs, outputs, decisions } = opened.value.selftest;
    expect(inputs).toHaveLength(256);
    expect(decisions).toHaveLength(256);
    expect(inputs.flat().every((value) => Math.fround(value) === value)).toBe(true);
    expect(outputs.suppression.filter((value) => value > 0).length).toBeGreaterThan(30);
    const model = zip.value.parts.get('reward.onnx') ?? new Uint8Array();
    const found = await runOnnx(model, inputs.flat(), input.model.features.length);
    for (const name of ['score', 'base_reward', 'suppression'] as const) {
      const gaps = outputs[name].map((value, i) => Math.abs(value - found[name][i]));
      expect(Math.max(...gaps), name).toBeLessThan(1e-5);
    }
    for (const name of ['energy', 'member_disagreement', 'steering_sensitivity', 'member_energies'] as const) {
      const gaps = outputs[name]
        .flat()
        .map((value, i) => Math.abs(value - found[name][i]) / Math.max(1, Math.abs(value)));
      expect(Math.max(...gaps), name).toBeLessThan(5e-5);
    }
  });

  it('names its model in patches, and refuses patches of another model', async () => {
    const input = randomInput();
    const model = await patchModelId(input.model);
    const [patch] = input.patches;
    expect((await packArtifact({ ...input, patches: [{ ...patch, model }] })).ok).toBe(true);
    const other = await patchModelId(randomInput({ seed: 2 }).model);
    expect(other).not.toBe(model);
    const refused = await packArtifact({ ...input, patches: [{ ...patch, model: other }] });
    expect(refused.ok ? '' : refused.failure.message).toContain('another model');
  });

  it.each<[string, (input: ArtifactInput) => ArtifactInput]>([
    ['a patch that breaks a rule', (i) => ({ ...i, patches: [{ ...i.patches[0], strength: 2 } as Patch] })],
    ['a threshold that is not a number', (i) => ({ ...i, thresholds: { ...i.thresholds, nMax: NaN } })],
    ['too few ranges', (i) => ({ ...i, ranges: [] })],
    ['a centre of another length', (i) => ({ ...i, centre: [1] })],
    ['a time that is none', (i) => ({ ...i, createdAt: 'yesterday' })],
    [
      'a basin that holds NaN',
      (i) => ({ ...i, basin: i.basin && { ...i.basin, points: i.basin.points.map(() => NaN) } }),
    ],
  ])('is not made from %s', async (_, change) => {
    const packed = await packArtifact(change(randomInput()));
    expect(packed.ok ? '' : packed.failure.kind).toBe('bad-parameter');
  });

  it('has a card that tells what it is and escapes what users typed', async () => {
    const { card } = await reopen(randomInput());
    expect(card).toContain('# Cart \\& pole');
    expect(card).toContain('resemblance to the demonstrations, not success');
    expect(card).toContain('cart \\<pole\\>');
    expect(card).toContain('| permuted | 0.97 | 0.98 | 90 % |');
    expect(card).toContain('earns at least what the experts do');
    expect(card).toContain('integrity against accident only');
    expect(card).not.toMatch(/undefined|NaN|\[object/);
  });

  it('has a card that promises nothing for new episodes where pieces of a few were held out', async () => {
    const input = randomInput();
    const told = async (change: object) =>
      (await reopen({ ...input, assessment: { ...(input.assessment as object), byEpisode: false, ...change } })).card;
    expect(await told({ recordings: 3 })).toContain('3 episodes: the split is by blocks');
    expect(await told({ recordings: 3 })).toContain('no allowance can be promised for a new episode');
    expect((await reopen(input)).card).not.toContain('no allowance can be promised');
  });

  it('bears a file name that every system takes', () => {
    expect(artifactFileName(' Cart & pole/2 ')).toBe('Cart_pole_2.reward.zip');
    expect(artifactFileName('…')).toBe('_.reward.zip');
    expect(artifactFileName('')).toBe('reward.reward.zip');
  });
});
