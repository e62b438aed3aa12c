/**
 * A mixture that was trained elsewhere, as one safetensors file (docs/foreign-models.md): tensors as in `model.safetensors`,
 * settings as JSON in its metadata. Everything is checked before anything is made of it.
 */
import { fail, ok, type Result } from '../basics/result';
import { decode, destandardise, encodedWidth, type Standardiser } from '../demonstrations/encoding';
import type { Feature } from '../demonstrations/demonstrations';
import { isUnsafeName } from '../formats/tables/column-names';
import { readSafetensors, type SafetensorsFile, type StoredTensor } from '../formats/artifact/safetensors';
import { isUsable } from '../reward/calibration/calibrate';
import { mixture, openMixture } from '../reward/families/mixture/mixture';
import type { MixtureShape } from '../reward/families/mixture/mixture-network';
import { openModel } from '../reward/open-model';
import type { Calibration, RewardModel } from '../reward/types';
import type { Range } from './artifact';
import { Refused, type Json } from './canonical';
import { exactly, list, number, numbers, oneOf, text } from './fields';
import { readMembers } from './model-part';

export const foreignSchema = 'truewheel.foreign-model/1';
const sizeLimit = 2 ** 30;
const mostMembers = 100;
const longestName = 200;
const roles = ['continuous', 'angle', 'category', 'derived'] as const;
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

interface Settings {
  readonly name: string | null;
  readonly form: MixtureShape['form'];
  readonly features: readonly Feature[];
  readonly ranges: readonly (Range | null)[];
  readonly calibration: readonly Calibration[];
  readonly kappa: number;
  readonly beta: number;
}

function readLevels(value: Json | undefined, role: Feature['role'], what: string): number[] {
  const levels = value === undefined ? [] : numbers(value, `${what}: levels`);
  if (!levels.every(Number.isFinite)) throw new Refused(`${what} has a level that is not finite`);
  if (role === 'category' && levels.length === 0) throw new Refused(`${what} is a category without levels`);
  if (role !== 'category' && levels.length > 0) throw new Refused(`${what} has levels and is no category`);
  if (new Set(levels).size < levels.length) throw new Refused(`${what} has a level twice`);
  return levels;
}

function readName(value: Json | undefined, what: string): string {
  const name = text(value, `${what}: name`);
  if (name.trim() === '' || name.length > longestName) throw new Refused(`${what} has no name of 1 to 200 characters`);
  if (isUnsafeName(name)) throw new Refused(`${what} has a name that is not allowed: ${name}`);
  return name;
}

function readFeature(value: Json, index: number): { feature: Feature; range: Range | null } {
  const what = `feature ${index}`;
  const fields = exactly(value, ['name'], what, ['unit', 'role', 'levels', 'range']);
  const name = readName(fields.name, what);
  const role = fields.role === undefined ? 'continuous' : oneOf(fields.role, roles, `${what}: role`);
  const unit = fields.unit === undefined ? '' : text(fields.unit, `${what}: unit`);
  const levels = readLevels(fields.levels, role, what);
  const feature = { name, unit, role, column: name, group: 'observation', levels } as const;
  if (fields.range === undefined) return { feature, range: null };
  const [min, max, ...more] = numbers(fields.range, `${what}: range`);
  const sound = more.length === 0 && Number.isFinite(max - min) && max > min;
  if (!sound) throw new Refused(`${what}: range is not [low, high]`);
  return { feature, range: { min, max } };
}

function readCalibration(value: Json, index: number): Calibration {
  const fields = exactly(value, ['l_min', 'l_max'], `calibration ${index}`);
  const calibration = { lMin: number(fields.l_min, 'l_min'), lMax: number(fields.l_max, 'l_max') };
  if (!isUsable(calibration)) throw new Refused(`calibration ${index}: l_max is not above l_min`);
  return calibration;
}

function readSettings(json: string): Settings {
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    throw new Refused('its metadata “model” is not JSON (NaN and infinities are none)');
  }
  const keys = ['form', 'features', 'calibration', 'kappa', 'beta'];
  const fields = exactly(value, keys, 'its metadata “model”', ['name']);
  const features = list(fields.features, 'features', 10_000).map(readFeature);
  const names = features.map(({ feature }) => feature.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Refused(`two features are called ${twice}`);
  return {
    name: fields.name === undefined ? null : readName(fields.name, 'the model'),
    form: oneOf(fields.form, ['default', 'published'], 'form'),
    features: features.map(({ feature }) => feature),
    ranges: features.map(({ range }) => range),
    calibration: list(fields.calibration, 'calibration', mostMembers).map(readCalibration),
    kappa: number(fields.kappa, 'kappa'),
    beta: number(fields.beta, 'beta'),
  };
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
function shapeOf({ members }: RewardModel, form: Settings['form']): MixtureShape {
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
    return settings.ranges[f] ?? { min: mean - reach, max: mean + reach };
  });
}

function read(bytes: Uint8Array): ForeignModel {
  const file = readSafetensors(bytes);
  if (!file.ok) throw new Refused(`it is damaged or cut off (${file.failure.cause ?? 'no reason known'})`);
  const { metadata } = file.value;
  if (metadata.get('schema') !== foreignSchema) throw new Refused(`its metadata “schema” is not ${foreignSchema}`);
  const settings = readSettings(metadata.get('model') ?? '');
  const narrowed = inFloat32(file.value);
  const { features, kappa, beta } = settings;
  const standardiser = readStandardiser(narrowed, encodedWidth(features));
  const members = readMembers(narrowed, settings.calibration);
  const model: RewardModel = { family: mixture.id, features, standardiser, members, kappa, beta };
  if (features.length === 0 || members.length === 0) throw new Refused('it has no features or no members');
  const shape = shapeOf(model, settings.form);
  const opened = openModel(model);
  if (!opened.ok) throw new Refused(opened.failure.message);
  const centre = decode(features, destandardise(new Float32Array(shape.dims), 1, standardiser), 1);
  return { name: settings.name, model, shape, ranges: rangesOf(model, settings), centre: [...centre] };
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
