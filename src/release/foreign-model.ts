/**
 * A mixture that was trained elsewhere, as one safetensors file (docs/foreign-models.md): tensors as in `model.safetensors`,
 * settings as JSON in its metadata. Everything is checked before anything is made of it.
 */
import type * as v from 'valibot';
import { Refused } from '../basics/refused';
import { fail, ok, type Result } from '../basics/result';
import { readBy } from '../basics/schema';
import { decode, destandardise, encodedWidth, type Standardiser } from '../demonstrations/encoding';
import type { Feature } from '../demonstrations/demonstrations';
import { readSafetensors, type SafetensorsFile, type StoredTensor } from '../formats/artifact/safetensors';
import { mixture, openMixture } from '../reward/families/mixture/mixture';
import type { MixtureShape } from '../reward/families/mixture/mixture-network';
import { openModel } from '../reward/open-model';
import type { RewardModel } from '../reward/types';
import type { Range } from './artifact';
import { foreignSchema } from './foreign-schema';
import { readMembers } from './model-part';

const foreignFile = 'truewheel.foreign-model/1';
const sizeLimit = 2 ** 30;
/** Standard deviations on both sides of the mean that the first picture shows, where the file names no range. */
const shownDeviations = 3;

export interface ForeignModel {
  /** null where the file does not say. */
  readonly name: string | null;
  readonly model: RewardModel;
  readonly shape: MixtureShape;
  /** What pictures show of each feature; not observed, for no demonstrations came along. */
  readonly ranges: readonly Range[];
  /** Raw point [F] in the middle: the standardiser's mean, decoded. */
  readonly centre: readonly number[];
}

type Settings = v.InferOutput<typeof foreignSchema>;

function readSettings(json: string): Settings {
  const what = 'its metadata “model”';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Refused(`${what} is not JSON (NaN and infinities are none)`);
  }
  return readBy(foreignSchema, value, what);
}

function featureOf({ name, unit, role, levels }: Settings['features'][number]): Feature {
  return { name, unit, role, column: name, group: 'observation', levels };
}

/** Rewards are kept and shipped in float32; what float32 cannot hold is refused. */
function inFloat32({ tensors, metadata }: SafetensorsFile): SafetensorsFile {
  const narrow = ([name, { shape, data }]: [string, StoredTensor]): [string, StoredTensor] => {
    if (data instanceof Uint32Array) throw new Refused(`${name} holds whole numbers instead of float32 or float64`);
    const narrowed = Float32Array.from(data);
    if (!narrowed.every(Number.isFinite)) throw new Refused(`${name} holds a number that float32 cannot`);
    return [name, { shape, data: narrowed }];
  };
  return { tensors: new Map([...tensors].map(narrow)), metadata };
}

function readStandardiser({ tensors }: SafetensorsFile, dims: number): Standardiser {
  const [mean, std] = (['mean', 'std'] as const).map((part) => {
    const tensor = tensors.get(`standardiser.${part}`);
    if (tensor === undefined) throw new Refused(`standardiser.${part} is missing`);
    if (tensor.shape.length !== 1 || tensor.shape[0] !== dims) {
      throw new Refused(`standardiser.${part} is ${tensor.shape.join(' × ')} instead of ${dims}`);
    }
    return tensor.data as Float32Array;
  });
  if (!std.every((value) => value > 0)) throw new Refused('standardiser.std holds a number that is not above 0');
  return { mean, std };
}

/** The one shape of all members. */
function shapeOf({ members }: RewardModel, form: MixtureShape['form']): MixtureShape {
  const shapes = members.map(({ tensors }, k) => {
    const opened = openMixture(tensors);
    if (!opened.ok) throw new Refused(`member ${k}: ${opened.failure.message.replace(/^.*cannot be opened: /, '')}`);
    return opened.value.network.shape;
  });
  const strange = shapes.findIndex((shape) => shape.form !== form);
  if (strange >= 0) throw new Refused(`form is ${form}, but member ${strange} has the tensors of the other form`);
  const [first] = shapes;
  const other = shapes.findIndex((shape) => JSON.stringify(shape) !== JSON.stringify(first));
  if (other >= 0) throw new Refused(`member ${other} has another shape than member 0`);
  return first;
}

/** What pictures show of features that come without a range. */
function rangesOf({ features, standardiser }: RewardModel, settings: Settings): Range[] {
  let at = 0;
  return features.map((feature, f) => {
    const [mean, reach] = [standardiser.mean[at], shownDeviations * standardiser.std[at]];
    at += encodedWidth([feature]);
    if (feature.role === 'angle') return { min: -Math.PI, max: Math.PI };
    if (feature.role === 'category') return { min: Math.min(...feature.levels), max: Math.max(...feature.levels) };
    return settings.features[f].range ?? { min: mean - reach, max: mean + reach };
  });
}

function read(bytes: Uint8Array): ForeignModel {
  const file = readSafetensors(bytes);
  if (!file.ok) throw new Refused(`it is damaged or cut off (${file.failure.cause ?? 'no reason known'})`);
  const { metadata } = file.value;
  if (metadata.get('schema') !== foreignFile) throw new Refused(`its metadata “schema” is not ${foreignFile}`);
  const settings = readSettings(metadata.get('model') ?? '');
  const narrowed = inFloat32(file.value);
  const { kappa, beta } = settings;
  const features = settings.features.map(featureOf);
  const standardiser = readStandardiser(narrowed, encodedWidth(features));
  const members = readMembers(narrowed, settings.calibration);
  const model: RewardModel = { family: mixture.id, features, standardiser, members, kappa, beta };
  const shape = shapeOf(model, settings.form);
  const opened = openModel(model);
  if (!opened.ok) throw new Refused(opened.failure.message);
  const centre = decode(features, destandardise(new Float32Array(shape.dims), 1, standardiser), 1);
  return { name: settings.name ?? null, model, shape, ranges: rangesOf(model, settings), centre: [...centre] };
}

/** @returns `empty`, `too-large` or `malformed`, with what is wrong in `message` and `cause` */
export function openForeignModel(bytes: Uint8Array): Result<ForeignModel> {
  if (bytes.length === 0) return fail('empty', 'This file is empty.', 'Save the model again.');
  if (bytes.length > sizeLimit) return fail('too-large', 'This file is larger than 1 GiB.', 'Open a smaller one.');
  try {
    return ok(read(bytes));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const message = `This model cannot be opened: ${error.message.replace(/\.$/, '')}.`;
    const advice = 'Nothing was stored. Save it again in the layout that docs/foreign-models.md describes.';
    return fail('malformed', message, advice, error.message);
  }
}
