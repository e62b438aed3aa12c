/** `manifest.json`: what the artifact is, and the SHA-256 and size of each part. Its own SHA-256 is the artifact's id. */
import * as v from 'valibot';
import { fromWords, withWords, type Json } from '../basics/canonical';
import { sha256 } from '../basics/hash';
import { Refused } from '../basics/refused';
import { count, exactly, finite, list, note, oneOf, readBy, record, text } from '../basics/schema';
import { premiseParts } from '../gate/statement/statement';
import { auditStatement } from '../gate/statement/statement.schema';
import { onnxOutputs } from '../formats/artifact/onnx/graph';
import type { Parts } from '../formats/artifact/zip';
import type { ArtifactContent } from './artifact';
import { familySchema, featureSchema, mostFeatures } from './model-schema';
import type { Part } from './parts/part';

export const artifactSchema = 'truewheel.artifact/1';
export const manifestName = 'manifest.json';
export const idName = 'artifact.id';
/** model.sig and approvals/KEYID.sig stand beside the manifest, for they sign it. */
export const signaturePart = /^(model\.sig|approvals\/[A-Za-z0-9_-]+\.sig)$/;

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const hex = /^[0-9a-f]{64}$/;

/** A number, or the word for one that JSON lacks. */
const figure = v.pipe(
  v.union([finite, exactly({ nonFinite: oneOf(['NaN', 'Infinity', '-Infinity']) })], 'is not a number'),
  v.transform((value) => (typeof value === 'number' ? value : Number(value.nonFinite))),
);
const words = v.pipe(
  v.unknown(),
  v.description('Held-out figures as the app shows them. NaN and infinities are written {"nonFinite": "NaN"}.'),
  v.transform((value): unknown => fromWords(value as Json)),
);

const trainedOn = exactly({
  name: note(),
  format: note(),
  fingerprint: v.pipe(note(), v.description('SHA-256 of the mapped data.')),
  rows: count(),
  episodes: count(),
});

const training = exactly({
  settings: v.pipe(
    record,
    v.transform((settings) => fromWords(settings as Json) as object),
  ),
  device: note(),
  seconds: figure,
  samplesPerSecond: v.exactOptional(figure),
  validationError: v.exactOptional(figure),
  dataset: trainedOn,
});

const range = v.pipe(
  exactly({ min: finite, max: finite }),
  v.check(({ min, max }) => min <= max, 'has its min above its max'),
);

const audit = v.pipe(
  v.nullable(
    exactly({
      statement: auditStatement,
      stale: v.pipe(
        list(oneOf(premiseParts), 0, premiseParts.length),
        v.description('What had changed since the statement was made when the file was packed; none = it holds.'),
      ),
    }),
  ),
  v.description('What the audit states, what it covers and what it stands on; null = nothing is stated.'),
);

const partRecord = exactly({
  bytes: count(),
  sha256: v.pipe(v.string('is not text'), v.regex(hex, 'is no SHA-256')),
});

/** @param parts those that the artifact may hold */
export function manifestSchema(parts: readonly Part[]) {
  const records = parts.map(({ name, required }) => [
    name,
    required === 'always' ? partRecord : v.exactOptional(partRecord),
  ]);
  return v.pipe(
    exactly({
      schema: v.literal(artifactSchema, `is not ${artifactSchema}`),
      name: note(),
      createdAt: v.pipe(v.string('is not text'), v.regex(time, 'is not a time'), v.description('ISO 8601')),
      family: familySchema,
      members: count(1),
      features: v.pipe(
        list(featureSchema, 1, mostFeatures),
        v.description('Columns of `observations` in reward.onnx, in order, raw units.'),
      ),
      ranges: v.pipe(list(range, 1, mostFeatures), v.description('Observed range of each feature.')),
      centre: v.exactOptional(v.pipe(list(finite, 1, mostFeatures), v.description('Median demonstration, raw units.'))),
      outputs: v.pipe(
        list(oneOf(onnxOutputs), onnxOutputs.length, onnxOutputs.length),
        v.check((outputs) => outputs.every((output, i) => output === onnxOutputs[i]), 'are not in their order'),
        v.metadata({ const: onnxOutputs }),
      ),
      basin: oneOf(['included', 'left-out']),
      training,
      assessment: words,
      audit: v.exactOptional(audit),
      notInOnnx: v.pipe(list(text(), 0, 0), v.description('Masks that ONNX operators cannot express.')),
      parts: exactly(Object.fromEntries(records) as Record<string, typeof partRecord>),
    }),
    v.title(manifestName),
    v.description(
      'What a reward artifact is, and the SHA-256 and size of each part. RFC 8785; its SHA-256 is artifact.id.',
    ),
  );
}

export type Manifest = v.InferOutput<ReturnType<typeof manifestSchema>>;

/** The manifest of an artifact as data. */
export async function writeManifest(content: ArtifactContent, parts: Parts): Promise<object> {
  const { model } = content;
  const records = [...parts].map(async ([name, bytes]) => [name, { bytes: bytes.length, sha256: await sha256(bytes) }]);
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
    audit: content.audit ?? null,
    notInOnnx: [],
    parts: Object.fromEntries(await Promise.all(records)) as object,
  };
}

/** True where a file of this manifest must hold the part, and may not where false. */
export function isWanted({ required }: Part, { basin }: Pick<Manifest, 'basin'>): boolean {
  return required === 'always' || basin === 'included';
}

/** @throws Refused */
export function readManifest(value: unknown, parts: readonly Part[]): Manifest {
  const manifest = readBy(manifestSchema(parts), value, manifestName);
  const odd = parts.find((part) => Object.hasOwn(manifest.parts, part.name) && !isWanted(part, manifest));
  if (odd !== undefined) throw new Refused(`${manifestName} names ${odd.name}, and says that it is left out`);
  return manifest;
}
