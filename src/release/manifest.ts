/** `manifest.json`: what the artifact is, and the SHA-256 and size of each part. Its own SHA-256 is the artifact's id. */
import { sha256 } from '../basics/hash';
import { onnxOutputs } from '../formats/artifact/onnx/graph';
import type { Parts } from '../formats/artifact/zip';
import { familyIds } from '../reward/families';
import type { FamilyId } from '../reward/types';
import type { ArtifactContent, Range, TrainedOn, TrainingRecord } from './artifact';
import { canonicalText, fromWords, Refused, withWords, type Json } from './canonical';
import { count, exactly, list, number, numbers, oneOf, record, text } from './fields';

export const artifactSchema = 'truewheel.artifact/1';
export const manifestName = 'manifest.json';
export const idName = 'artifact.id';

/** Tests have their part from the first day; nothing fills it yet. */
export const emptyTests = { schema: 'truewheel.tests/1', tests: [] } as const;
export const patchesSchema = 'truewheel.patches/1';

/** Parts that every artifact has, beside the manifest and its id. */
export const requiredParts = [
  'card.md',
  'gate.json',
  'model.safetensors',
  'norms.json',
  'patches.json',
  'reward.onnx',
  'selftest.json',
  'tests.json',
  'use.py',
] as const;
export const basinPart = 'basin.safetensors';
/** Files from before there was an audit have no gate.py. */
export const gatePart = 'gate.py';
/** model.sig and approvals/KEYID.sig stand beside the manifest, for they sign it. */
export const signaturePart = /^(model\.sig|approvals\/[A-Za-z0-9_-]+\.sig)$/;

const keys = ['schema', 'name', 'createdAt', 'family', 'members', 'features', 'ranges', 'outputs', 'basin', 'training'];
const allKeys = [...keys, 'assessment', 'notInOnnx', 'parts'];
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const hex = /^[0-9a-f]{64}$/;

export interface PartRecord {
  readonly bytes: number;
  readonly sha256: string;
}
export interface Manifest {
  readonly name: string;
  readonly createdAt: string;
  readonly family: FamilyId;
  readonly members: number;
  readonly features: Json;
  readonly ranges: readonly Range[];
  readonly centre?: readonly number[];
  readonly basin: 'included' | 'left-out';
  readonly training: TrainingRecord;
  readonly assessment: unknown;
  readonly parts: ReadonlyMap<string, PartRecord>;
}

async function partRecords(parts: Parts): Promise<Record<string, PartRecord>> {
  const records: Record<string, PartRecord> = {};
  for (const [name, bytes] of parts) records[name] = { bytes: bytes.length, sha256: await sha256(bytes) };
  return records;
}

/** The manifest of an artifact as data. */
export async function writeManifest(content: ArtifactContent, parts: Parts): Promise<object> {
  const { model } = content;
  return {
    schema: artifactSchema,
    name: content.name,
    createdAt: content.createdAt,
    family: model.family,
    members: model.members.length,
    features: model.features,
    ranges: content.ranges,
    centre: content.centre,
    outputs: onnxOutputs,
    basin: content.basin === null ? 'left-out' : 'included',
    training: withWords(content.training),
    assessment: withWords(content.assessment),
    notInOnnx: [],
    parts: await partRecords(parts),
  };
}

function readDataset(value: Json): TrainedOn {
  const fields = exactly(value, ['name', 'format', 'fingerprint', 'rows', 'episodes'], 'training.dataset');
  return {
    name: text(fields.name, 'dataset name'),
    format: text(fields.format, 'dataset format'),
    fingerprint: text(fields.fingerprint, 'fingerprint'),
    rows: count(fields.rows, 'rows'),
    episodes: count(fields.episodes, 'episodes'),
  };
}

function wordNumber(value: Json, what: string): number {
  const found = fromWords(value);
  if (typeof found !== 'number') throw new Refused(`${what} is not a number`);
  return found;
}

function readTraining(value: Json): TrainingRecord {
  const optional = ['samplesPerSecond', 'validationError'];
  const fields = exactly(value, ['settings', 'device', 'seconds', 'dataset'], 'training', optional);
  const extra = optional.filter((key) => Object.hasOwn(fields, key)).map((key) => [key, wordNumber(fields[key], key)]);
  return {
    settings: fromWords(record(fields.settings, 'settings')) as object,
    device: text(fields.device, 'device'),
    seconds: wordNumber(fields.seconds, 'seconds'),
    dataset: readDataset(fields.dataset),
    ...(Object.fromEntries(extra) as Partial<TrainingRecord>),
  };
}

function readRange(value: Json): Range {
  const fields = exactly(value, ['min', 'max'], 'a range');
  const range = { min: number(fields.min, 'min'), max: number(fields.max, 'max') };
  if (range.min > range.max) throw new Refused('a range has its min above its max');
  return range;
}

function readParts(value: Json): Map<string, PartRecord> {
  const parts = new Map<string, PartRecord>();
  for (const [name, item] of Object.entries(record(value, 'parts'))) {
    const fields = exactly(item, ['bytes', 'sha256'], `parts: ${name}`);
    const digest = text(fields.sha256, `${name}: sha256`);
    const known = name === basinPart || name === gatePart || requiredParts.some((part) => part === name);
    if (!known || !hex.test(digest)) throw new Refused(`the manifest names a part that is not known: ${name}`);
    parts.set(name, { bytes: count(fields.bytes, `${name}: bytes`), sha256: digest });
  }
  return parts;
}

/** @throws Refused */
export function readManifest(value: Json): Manifest {
  const fields = exactly(value, allKeys, manifestName, ['centre']);
  const createdAt = text(fields.createdAt, 'createdAt');
  if (!time.test(createdAt)) throw new Refused('createdAt is not a time');
  if (canonicalText(fields.outputs) !== canonicalText(onnxOutputs))
    throw new Refused('the outputs are not the known ones');
  if (list(fields.notInOnnx, 'notInOnnx').length > 0) throw new Refused('a mask is not in the ONNX model');
  return {
    name: text(fields.name, 'name'),
    createdAt,
    family: oneOf(fields.family, familyIds, 'family'),
    members: count(fields.members, 'members'),
    features: fields.features,
    ranges: list(fields.ranges, 'ranges').map(readRange),
    ...(Object.hasOwn(fields, 'centre') ? { centre: numbers(fields.centre, 'centre') } : {}),
    basin: oneOf(fields.basin, ['included', 'left-out'], 'basin'),
    training: readTraining(fields.training),
    assessment: fromWords(fields.assessment),
    parts: readParts(fields.parts),
  };
}
