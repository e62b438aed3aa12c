/** `model.safetensors`: a reward model without patches. Numbers come back bit for bit. */
import { sha256 } from '../basics/hash';
import { encodedWidth } from '../demonstrations/encoding';
import type { Feature } from '../demonstrations/demonstrations';
import {
  readSafetensors,
  writeSafetensors,
  type SafetensorsFile,
  type StoredTensor,
} from '../formats/artifact/safetensors';
import { familyIds } from '../reward/families';
import { isUsable } from '../reward/calibration/calibrate';
import type { Calibration, FamilyId, MemberRecord, RewardModel, Tensor } from '../reward/types';
import { canonicalText, readCanonical, Refused, type Json } from './canonical';
import { exactly, list, number, numbers, oneOf, text } from './fields';

export const modelSchema = 'truewheel.model/1';
const roles = ['continuous', 'angle', 'category', 'derived'] as const;
const groups = ['observation', 'action', 'reward', 'time', 'episode', 'other'] as const;
const memberTensor = /^member\.(0|[1-9]\d{0,2})\.([A-Za-z0-9]{1,40})$/;

/** The part's bytes. */
export function writeModel(model: RewardModel): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>();
  const dims = model.standardiser.mean.length;
  tensors.set('standardiser.mean', { shape: [dims], data: model.standardiser.mean });
  tensors.set('standardiser.std', { shape: [dims], data: model.standardiser.std });
  model.members.forEach((member, k) => {
    for (const [name, { shape, data }] of Object.entries(member.tensors)) {
      tensors.set(`member.${k}.${name}`, { shape, data });
    }
  });
  const calibration = model.members.map((member) => member.calibration);
  const settings = {
    beta: model.beta,
    calibration,
    family: model.family,
    kappa: model.kappa,
    features: model.features,
  };
  const metadata = new Map([
    ['schema', modelSchema],
    ['model', canonicalText(settings)],
  ]);
  return writeSafetensors({ tensors, metadata });
}

/** What patches name: SHA-256 of `model.safetensors`, which holds the model and its standardiser. */
export function patchModelId(model: RewardModel): Promise<string> {
  return sha256(writeModel(model));
}

function readFeature(value: Json, index: number): Feature {
  const what = `feature ${index}`;
  const fields = exactly(value, ['name', 'unit', 'role', 'column', 'group', 'levels'], what);
  return {
    name: text(fields.name, `${what}: name`),
    unit: text(fields.unit, `${what}: unit`),
    role: oneOf(fields.role, roles, `${what}: role`),
    column: text(fields.column, `${what}: column`),
    group: oneOf(fields.group, groups, `${what}: group`),
    levels: numbers(fields.levels, `${what}: levels`),
  };
}

function readCalibration(value: Json, index: number): Calibration {
  const fields = exactly(value, ['lMin', 'lMax'], `calibration ${index}`);
  const calibration = { lMin: number(fields.lMin, 'lMin'), lMax: number(fields.lMax, 'lMax') };
  if (!isUsable(calibration)) throw new Refused(`calibration ${index} cannot be used`);
  return calibration;
}

/** The members' tensors, named `member.K.NAME`. @throws Refused where one belongs to no member */
export function readMembers(file: SafetensorsFile, calibrations: readonly Calibration[]): MemberRecord[] {
  const tensors = calibrations.map((): Record<string, Tensor> => ({}));
  for (const [name, { shape, data }] of file.tensors) {
    if (name === 'standardiser.mean' || name === 'standardiser.std') continue;
    const [, member, own] = memberTensor.exec(name) ?? [];
    const target = member === undefined ? undefined : tensors[Number(member)];
    if (target === undefined || data instanceof Uint32Array) throw new Refused(`unknown tensor ${name}`);
    target[own] = { shape, data };
  }
  return calibrations.map((calibration, k) => ({ calibration, tensors: tensors[k] }));
}

function readStandardiser(file: SafetensorsFile, name: 'mean' | 'std', dims: number): Float32Array {
  const tensor = file.tensors.get(`standardiser.${name}`);
  if (!(tensor?.data instanceof Float32Array) || tensor.shape.length !== 1 || tensor.shape[0] !== dims) {
    throw new Refused(`standardiser.${name} does not have ${dims} numbers`);
  }
  return tensor.data;
}

function share(value: Json, what: string): number {
  const found = number(value, what);
  if (found < 0 || found > 1) throw new Refused(`${what} is not in [0, 1]`);
  return found;
}

/**
 * Reads the part; whether the tensors fit their family is checked where the family is opened.
 * @param known families that a file may name
 * @throws Refused
 */
export function readModel(bytes: Uint8Array, known: readonly FamilyId[] = familyIds): RewardModel {
  const read = readSafetensors(bytes);
  if (!read.ok) throw new Refused(`model.safetensors: ${read.failure.cause ?? read.failure.message}`);
  const file = read.value;
  if (file.metadata.get('schema') !== modelSchema) throw new Refused('model.safetensors has another schema');
  const settings = new TextEncoder().encode(file.metadata.get('model') ?? '');
  const keys = ['beta', 'calibration', 'family', 'features', 'kappa'];
  const fields = exactly(readCanonical('model.safetensors', settings), keys, 'the model');
  const features = list(fields.features, 'features', 10_000).map(readFeature);
  const dims = encodedWidth(features);
  const calibrations = list(fields.calibration, 'calibration', 100).map(readCalibration);
  const kappa = number(fields.kappa, 'kappa');
  const std = readStandardiser(file, 'std', dims);
  const sound = features.length > 0 && calibrations.length > 0 && kappa > 0 && std.every((value) => value > 0);
  if (!sound) throw new Refused('the model has no features, no members, or a scale that is not above 0');
  return {
    family: oneOf(fields.family, known, 'family'),
    features,
    standardiser: { mean: readStandardiser(file, 'mean', dims), std },
    members: readMembers(file, calibrations),
    kappa,
    beta: share(fields.beta, 'beta'),
  };
}
