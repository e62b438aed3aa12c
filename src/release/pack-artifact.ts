/** Assembles `NAME.reward.zip` (docs/methods.md 10). Pure: the same input gives the same bytes. */
import { sha256 } from '../basics/hash';
import { fail, ok, type Result } from '../basics/result';
import { rewardOnnx } from '../formats/artifact/onnx/graph';
import { writeZip } from '../formats/artifact/zip';
import { writeNorms } from '../norms/norms-file';
import { familyOf } from '../reward/families';
import { openModel } from '../reward/open-model';
import { contextOf, validatePatches } from '../reward/patches/patch-rules';
import type { ErrorModel } from '../reward/types';
import type { ArtifactInput, PackedFile } from './artifact';
import { writeBasin } from './basin-part';
import { canonicalBytes, Refused } from './canonical';
import { writeCard } from './card';
import { writeGate } from './gate-part';
import { basinPart, emptyTests, idName, manifestName, patchesSchema, writeManifest } from './manifest';
import { maskPartsOf, needsBasin } from './mask-parts';
import { patchModelId, writeModel } from './model-part';
import { openArtifact } from './open-artifact';
import { gatePy, usePy } from '../gate/python/join';
import { makeSelftest } from './selftest';

/** `NAME.reward.zip`, every character outside A–Z, a–z, 0–9, _ and - written as _. */
export function artifactFileName(name: string): string {
  const plain = name.trim().replace(/[^A-Za-z0-9_-]+/g, '_');
  return `${plain.slice(0, 100) || 'reward'}.reward.zip`;
}

async function makeParts(input: ArtifactInput, models: readonly ErrorModel[]): Promise<Map<string, Uint8Array>> {
  const { model, patches, basin, norms } = input;
  const text = new TextEncoder();
  const calibration = model.members.map((member) => member.calibration);
  const masks = maskPartsOf(model, patches, basin);
  if (basin === null && needsBasin(masks)) {
    throw new Refused('a mask measures the distance to demonstrations, and they are left out of the file');
  }
  const cover = basin === null ? (input.cover ?? null) : null;
  const epsilon99 = (basin ?? cover)?.epsilon99 ?? null;
  const gate = writeGate({ ...input, calibration, epsilon99, cover }, model);
  const parts = new Map<string, Uint8Array>([
    ['card.md', text.encode(writeCard(input))],
    ['gate.json', canonicalBytes(gate)],
    ['gate.py', text.encode(gatePy)],
    ['model.safetensors', writeModel(model)],
    ['norms.json', canonicalBytes(writeNorms(norms, model.features))],
    ['patches.json', canonicalBytes({ schema: patchesSchema, patches })],
    ['reward.onnx', rewardOnnx(model, familyOf(model), patches, 'reward', masks)],
    ['selftest.json', canonicalBytes(await makeSelftest(input, models))],
    ['tests.json', canonicalBytes(emptyTests)],
    ['use.py', text.encode(usePy)],
  ]);
  if (basin !== null) parts.set(basinPart, writeBasin(basin));
  return parts;
}

async function assemble(input: ArtifactInput, models: readonly ErrorModel[]): Promise<PackedFile> {
  const parts = await makeParts(input, models);
  const manifest = canonicalBytes(await writeManifest(input, parts));
  const id = await sha256(manifest);
  parts.set(manifestName, manifest);
  parts.set(idName, new TextEncoder().encode(id));
  const bytes = writeZip(parts);
  return { fileName: artifactFileName(input.name), bytes, sha256: await sha256(bytes), id };
}

/**
 * Packs a reward into one file, and opens it again before handing it out, so that no file is saved that would not open.
 * @returns `bad-parameter` when the content is not valid: a patch, a number that is not finite, two lengths that differ
 */
export async function packArtifact(input: ArtifactInput): Promise<Result<PackedFile>> {
  const opened = openModel(input.model);
  if (!opened.ok) return opened;
  const valid = validatePatches(input.patches, contextOf(opened.value, input.model.features.length, input.model));
  if (!valid.ok) return valid;
  const modelId = await patchModelId(input.model);
  const strange = input.patches.find(({ model }) => model !== undefined && model !== modelId);
  if (strange !== undefined) return refuse(`The patch ${strange.id} was made for another model.`);
  if (input.ranges.length !== input.model.features.length) return refuse('The ranges do not fit the features.');
  try {
    const packed = await assemble(input, opened.value);
    const again = await openArtifact(packed.bytes);
    return again.ok ? ok(packed) : refuse('This reward cannot be written down.', again.failure.cause);
  } catch (error) {
    if (error instanceof Refused) return refuse('This reward cannot be written down.', error.message);
    throw error;
  }
}

function refuse(message: string, cause?: string): Result<never> {
  return fail('bad-parameter', message, 'Nothing was saved. Train the reward again, or report this.', cause);
}
