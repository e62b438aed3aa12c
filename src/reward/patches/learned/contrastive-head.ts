/**
 * Trains the contrastive head of a learned patch (docs/methods.md 1.7): good points against bad ones, logistic loss, both classes
 * alike in every batch, and a cut that at most 1 % of frames of unseen episodes pass. Same request, same bytes.
 */
import type { Floats } from '../../../basics/arrays';
import { Random } from '../../../basics/random';
import { median } from '../../../basics/statistics';
import { Cancelled, unwatched, type Task } from '../../../basics/task';
import { Adam, cosineRate } from './adam';
import { cutOf } from './cut';
import { ContrastiveNetwork } from './network';
import { headValue } from './learned-head';
import { NeighbourTree } from '../../distance/nearest';
import type { DenseLayer, LearnedPatch } from '../../types';

/** Rows are standardised, row-major over the same `dims` inputs, and finite. */
export interface HeadRequest {
  readonly dims: number;
  /** [n × dims] demonstrations that train; at least one. */
  readonly good: Floats;
  /** [m × dims] demonstrations of other episodes: they stop the training and make the cut. Empty = the last tenth of `good`. */
  readonly validation: Floats;
  /** [b × dims] verified flaws and negative data; at least one. */
  readonly bad: Floats;
  /** [f × dims] points beside the bad ones that a labeller called harmless: the head keeps off them. */
  readonly harmless?: Floats;
  readonly seed: number;
}

/** q(x) and its cut, plain data. */
export interface TrainedHead {
  /** ReLU between layers, logistic at the end; every number is exact in float32. */
  readonly layers: readonly DenseLayer[];
  /** q₀ in [0, 1) */
  readonly threshold: number;
  /** Share of validation frames that lose reward, at most .01. */
  readonly validationShare: number;
  /** Steps taken until the best network. */
  readonly steps: number;
}

const batchRows = 256;
const mostSteps = 600;
const firstRate = 3e-3;
/** Shrinks weights by this share of the rate each step. */
const decay = 1e-3;
/** Widest spread of the noise on half the bad rows of a batch, standardised. */
const widestNoise = 0.1;
/** Rows that the distance between bad rows is measured on. */
const spacingRows = 200;
const evaluateEvery = 50;
/** Evaluations without a better one until training ends. */
const patience = 4;
/** Rows of each class that an evaluation looks at. */
const evaluationRows = 2000;
/** Exact in float32, below 1. */
const highestCut = 0.9990234375;
/** Share of validation frames that may lose reward. */
export const lossShare = 0.01;

/**
 * @returns the network that did best on validation rows and a tenth of the bad ones
 * @throws Cancelled
 * @throws Error without good or bad rows
 */
export async function trainHead(request: HeadRequest, task: Task = unwatched): Promise<TrainedHead> {
  const parts = partsOf(request);
  const network = new ContrastiveNetwork(request.dims);
  network.initialise(Random.of(request.seed, 'contrastive-head', 'weights'));
  const steps = await descend(network, parts, request.seed, task);
  const { dims } = request;
  const logitsOf = (x: Floats) =>
    Float64Array.from({ length: x.length / dims }, (_, row) => network.logit(x, row * dims));
  const cut = cutOf(logitsOf(parts.validation), logitsOf(request.bad), lossShare, parts.harmless.length > 0);
  return measured({ layers: network.layers(cut.scale, cut.shift), steps }, parts, dims);
}

/** A suppress patch of full strength. @param modelId model and standardiser that the rows belong to */
export function headPatch(head: TrainedHead, id: string, modelId: string): LearnedPatch {
  const { layers, threshold } = head;
  return { id, kind: 'suppress', space: 'learned', strength: 1, layers, threshold, model: modelId };
}

interface Parts {
  readonly dims: number;
  readonly good: Floats;
  readonly validation: Floats;
  readonly bad: Floats;
  readonly harmless: Floats;
  /** Bad rows that train nothing but say when to stop. */
  readonly badValidation: Floats;
  /** Spread of the noise on bad rows, standardised. */
  readonly noise: number;
}

function partsOf({ dims, good, validation, bad, harmless = new Float64Array(0), seed }: HeadRequest): Parts {
  const [goods, bads] = [good.length / dims, bad.length / dims];
  if (goods < 1 || bads < 1) throw new Error('A head needs good and bad points.');
  const order = Random.of(seed, 'contrastive-head', 'bad').permutation(bads);
  const kept = Math.floor(bads / 10);
  const own = validation.length > 0;
  const from = own ? goods : Math.max(1, Math.ceil(goods * 0.9));
  const training = rowsOf(bad, dims, order.subarray(kept));
  return {
    dims,
    good: good.subarray(0, from * dims),
    validation: own ? validation : good.subarray((from < goods ? from : 0) * dims),
    bad: training,
    harmless,
    badValidation: rowsOf(bad, dims, kept > 0 ? order.subarray(0, kept) : order),
    noise: noiseBetween(training, dims),
  };
}

/**
 * Few flaws stand for what lies between them, and noise fills it in. Many need none: it would only call bad what lies beyond
 * them, where nobody found anything. So a step is as long as the median way from one to the next.
 */
function noiseBetween(bad: Float64Array, dims: number): number {
  const rows = bad.length / dims;
  if (rows < 2) return widestNoise;
  const tree = new NeighbourTree(bad, rows, dims);
  const asked = Math.min(spacingRows, rows);
  const gaps = Float64Array.from(
    { length: asked },
    (_, row) => tree.nearest(bad, 2, undefined, row * dims).distances[1],
  );
  return Math.min(widestNoise, median(gaps) / Math.sqrt(dims));
}

function rowsOf(x: Floats, dims: number, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length * dims);
  rows.forEach((row, i) => out.set(x.subarray(row * dims, (row + 1) * dims), i * dims));
  return out;
}

/** Leaves the best parameters in the network. @returns the step that made them */
async function descend(network: ContrastiveNetwork, parts: Parts, seed: number, task: Task): Promise<number> {
  const adam = new Adam(network.parameters.length);
  const random = Random.of(seed, 'contrastive-head', 'batches');
  const best = { loss: Infinity, step: 0, parameters: network.parameters.slice() };
  for (let step = 0; step < mostSteps; step++) {
    batch(network, parts, random);
    const rate = cosineRate(firstRate, step, mostSteps);
    adam.step(network.parameters, network.gradient, rate);
    for (let i = 0; i < network.parameters.length; i++) network.parameters[i] *= 1 - rate * decay;
    if ((step + 1) % evaluateEvery > 0) continue;
    await task.breathe();
    if (task.cancelled()) throw new Cancelled();
    const loss = validationLoss(network, parts);
    if (loss < best.loss) {
      Object.assign(best, { loss, step: step + 1 });
      best.parameters.set(network.parameters);
    } else if (step + 1 - best.step >= patience * evaluateEvery) break;
  }
  network.parameters.set(best.parameters);
  return best.step;
}

/** Half good, half bad; every second bad row beside where it was found, every second good one harmless where some are. */
function batch(network: ContrastiveNetwork, { dims, good, bad, harmless, noise }: Parts, random: Random): void {
  const row = new Float64Array(dims);
  network.clear();
  for (let i = 0; i < batchRows; i++) {
    const isBad = i % 2;
    const from = isBad ? bad : i % 4 === 2 && harmless.length > 0 ? harmless : good;
    const at = random.integer(from.length / dims) * dims;
    const spread = i % 4 === 3 ? noise : 0;
    for (let d = 0; d < dims; d++) row[d] = from[at + d] + (spread > 0 ? spread * random.normal() : 0);
    const q = 1 / (1 + Math.exp(-network.logit(row, 0)));
    network.accumulate(row, 0, (q - isBad) / batchRows);
  }
}

/** Mean logistic loss, both classes alike. */
function validationLoss(network: ContrastiveNetwork, parts: Parts): number {
  const { dims, validation, harmless, badValidation } = parts;
  const mean = (x: Floats, sign: number): number => {
    const rows = x.length / dims;
    const stride = Math.max(1, Math.floor(rows / evaluationRows));
    let [sum, count] = [0, 0];
    for (let row = 0; row < rows; row += stride, count++) sum += softplus(sign * network.logit(x, row * dims));
    return sum / count;
  };
  const good = mean(validation, 1);
  return ((harmless.length > 0 ? (good + mean(harmless, 1)) / 2 : good) + mean(badValidation, -1)) / 2;
}

/** ln(1 + eᶻ), also where eᶻ is too large. */
function softplus(z: number): number {
  return Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** A float32 that is no smaller. */
function nextUp(q: number): number {
  return Math.fround(q * (1 + 2 ** -23));
}

/** The rounded head says itself who loses: the cut moves up where rounding let more through. */
function measured(head: { layers: DenseLayer[]; steps: number }, { validation }: Parts, dims: number): TrainedHead {
  const rows = validation.length / dims;
  const probe = headPatch({ ...head, threshold: 0, validationShare: 0 }, 'probe', '');
  const values = Float64Array.from({ length: rows }, (_, row) => headValue(probe, validation, row * dims)).sort();
  const allowed = Math.floor(lossShare * rows);
  const threshold = Math.min(highestCut, Math.max(0.5, nextUp(values[rows - 1 - allowed])));
  const losing = values.filter((q) => q > threshold).length;
  return { ...head, threshold, validationShare: losing / rows };
}
