import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { Cancelled, unwatched } from '../../../src/basics/task';
import { headPatch, trainHead } from '../../../src/reward/patches/learned/contrastive-head';
import { ContrastiveNetwork } from '../../../src/reward/patches/learned/network';
import { learnedAmount } from '../../../src/reward/patches/learned/learned-head';
import { validatePatch } from '../../../src/reward/patches/patch-rules';

const dims = 4;
/** A bent tube of demonstrations. */
function tube(seed: number, rows: number): Float64Array {
  const random = new Random(seed);
  const x = new Float64Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    const phase = random.uniform(0, 2 * Math.PI);
    const place = [1.4 * Math.cos(phase), 1.4 * Math.sin(phase), Math.sin(2 * phase), Math.cos(3 * phase)];
    place.forEach((at, d) => (x[row * dims + d] = at + 0.1 * random.normal()));
  }
  return x;
}
/** Uniform in a cube around `centre`. */
function bad(seed: number, rows: number, centre = 0, half = 0.4): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: rows * dims }, () => centre + random.uniform(-half, half));
}
const request = { dims, good: tube(1, 1500), validation: tube(2, 600), bad: bad(3, 300), seed: 7 };
const amounts = (head: Awaited<ReturnType<typeof trainHead>>, x: Float64Array) => {
  const patch = headPatch(head, 'learned', 'model');
  return Array.from({ length: x.length / dims }, (_, row) => learnedAmount(patch, x, row * dims));
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the contrastive head', { timeout: 60_000 }, () => {
  it('takes nearly everything from fresh bad points and nearly nothing from unseen good ones', async () => {
    const head = await trainHead(request);
    const fresh = amounts(head, bad(11, 2000));
    expect(fresh.filter((amount) => amount < 0.95).length / fresh.length).toBeLessThan(0.01);
    expect(mean(amounts(head, tube(12, 2000)))).toBeLessThan(0.01);
  });

  it('keeps off harmless points beside the bad ones, and still takes nearly everything from these', async () => {
    const inBall = (seed: number, rows: number, from: number, to: number) => {
      const random = new Random(seed);
      return Float64Array.from(
        Array.from({ length: rows }, () => {
          const step = Array.from({ length: dims }, () => random.normal());
          const reach = random.uniform(from, to) / Math.hypot(...step);
          return step.map((part) => part * reach);
        }).flat(),
      );
    };
    const dense = { ...request, bad: inBall(5, 3000, 0, 0.5) };
    const told = await trainHead({ ...dense, harmless: inBall(6, 2000, 0.5, 0.9) });
    const beside = inBall(7, 1000, 0.6, 0.7);
    expect(mean(amounts(told, beside))).toBeLessThan(0.05);
    expect(mean(amounts(await trainHead(dense), beside))).toBeGreaterThan(0.5);
    const missed = amounts(told, inBall(8, 2000, 0, 0.5)).filter((amount) => amount < 0.95).length;
    expect(missed / 2000).toBeLessThan(0.05);
  });

  it('lets at most 1 % of validation frames lose reward, also where good and bad overlap', async () => {
    const inside = { ...request, bad: tube(4, 200) };
    for (const one of [request, inside]) {
      const head = await trainHead(one);
      const losing = amounts(head, one.validation).filter((amount) => amount > 0).length;
      expect(losing / 600).toBeLessThanOrEqual(0.01);
      expect(losing / 600).toBe(head.validationShare);
      expect(head.threshold).toBeGreaterThanOrEqual(0);
      expect(head.threshold).toBeLessThan(1);
    }
  });

  it('gives the same bytes for the same request, and others for another seed', async () => {
    const [one, again, other] = [
      await trainHead(request),
      await trainHead(structuredClone(request)),
      await trainHead({ ...request, seed: 8 }),
    ];
    expect(JSON.stringify(again)).toBe(JSON.stringify(one));
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
  });

  it('makes a valid patch whose numbers are exact in float32', async () => {
    const head = await trainHead(request);
    const patch = headPatch(head, 'learned', 'model');
    expect(validatePatch(patch, { dims, rawFeatures: dims, members: [] }).ok).toBe(true);
    const numbers = head.layers.flatMap(({ weights, biases }) => [...weights, ...biases]);
    expect([...numbers, head.threshold].filter((number) => Math.fround(number) !== number)).toEqual([]);
    expect(head.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [dims, 64],
      [64, 64],
      [64, 1],
    ]);
  });

  it('stops when it is cancelled and refuses to learn from nothing', async () => {
    await expect(trainHead(request, { ...unwatched, cancelled: () => true })).rejects.toThrow(Cancelled);
    await expect(trainHead({ ...request, bad: new Float64Array(0) })).rejects.toThrow('good and bad');
  });
});

describe('the network of the head', () => {
  it('has the slopes that differences of its logit show', () => {
    const network = new ContrastiveNetwork(dims);
    network.initialise(new Random(5));
    const x = tube(6, 1);
    network.clear();
    network.logit(x, 0);
    network.accumulate(x, 0, 1);
    const { parameters, gradient } = network;
    for (let i = 0; i < parameters.length; i += 37) {
      const held = parameters[i];
      parameters[i] = held + 1e-6;
      const above = network.logit(x, 0);
      parameters[i] = held - 1e-6;
      const below = network.logit(x, 0);
      parameters[i] = held;
      expect(gradient[i]).toBeCloseTo((above - below) / 2e-6, 5);
    }
  });

  it('gives layers whose logit is the moved and stretched one', () => {
    const network = new ContrastiveNetwork(dims);
    network.initialise(new Random(5));
    const x = tube(6, 20);
    const head = { layers: network.layers(2, 0.5), threshold: 0, validationShare: 0, steps: 0 };
    amounts(head, x).forEach((q, row) => {
      expect(Math.log(q / (1 - q))).toBeCloseTo(2 * (network.logit(x, row * dims) - 0.5), 4);
    });
  });
});
