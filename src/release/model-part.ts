/** `model.safetensors`: a reward model without patches. Numbers come back bit for bit. */
import { sha256 } from '../basics/hash';
import { encodedWidth } from '../demonstrations/encoding';
import {
  readSafetensors,
  writeSafetensors,
  type SafetensorsFile,
  type StoredTensor,
} from '../formats/artifact/safetensors';
import { familyIds } from '../reward/families';
import type { Calibration, FamilyId, MemberRecord, RewardModel, Tensor } from '../reward/types';
import { canonicalText, readCanonical } from '../basics/canonical';
import { Refused } from '../basics/refused';
import { readBy } from '../basics/schema';
import { modelSchema } from './model-schema';

const modelFile = 'truewheel.model/1';
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
    ['schema', modelFile],
    ['model', canonicalText(settings)],
  ]);
  return writeSafetensors({ tensors, metadata });
}

/** What patches name: SHA-256 of `model.safetensors`, which holds the model and its standardiser. */
export function patchModelId(model: RewardModel): Promise<string> {
  return sha256(writeModel(model));
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

/**
 * Reads the part; whether the tensors fit their family is checked where the family is opened.
 * @param known families that a file may name
 * @throws Refused
 */
export function readModel(bytes: Uint8Array, known: readonly FamilyId[] = familyIds): RewardModel {
  const read = readSafetensors(bytes);
  if (!read.ok) throw new Refused(`model.safetensors: ${read.failure.cause ?? read.failure.message}`);
  const file = read.value;
  if (file.metadata.get('schema') !== modelFile) throw new Refused('model.safetensors has another schema');
  const settings = new TextEncoder().encode(file.metadata.get('model') ?? '');
  const value = readCanonical('model.safetensors', settings);
  const { calibration, ...rest } = readBy(modelSchema(known), value, 'model.safetensors');
  const dims = encodedWidth(rest.features);
  const std = readStandardiser(file, 'std', dims);
  if (!std.every((entry) => entry > 0)) throw new Refused('the model has a scale that is not above 0');
  const standardiser = { mean: readStandardiser(file, 'mean', dims), std };
  return { ...rest, standardiser, members: readMembers(file, calibration) };
}
