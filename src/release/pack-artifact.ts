/** Assembles `NAME.reward.zip` (docs/methods.md 10). Pure: the same input gives the same bytes. */
import { canonicalBytes } from '../basics/canonical';
import { sha256 } from '../basics/hash';
import { Refused } from '../basics/refused';
import { fail, ok, type Result } from '../basics/result';
import { writeZip } from '../formats/artifact/zip';
import { openModel } from '../reward/open-model';
import { contextOf, validatePatches } from '../reward/patches/patch-rules';
import type { ErrorModel } from '../reward/types';
import type { ArtifactInput, PackedFile } from './artifact';
import { idName, isWanted, manifestName, writeManifest } from './manifest';
import { maskPartsOf, needsBasin } from './mask-parts';
import { patchModelId } from './model-part';
import { openArtifact } from './open-artifact';
import { allParts } from './parts';
import type { Packing, Part } from './parts/part';

/** `NAME.reward.zip`, every character outside A–Z, a–z, 0–9, _ and - written as _. */
export function artifactFileName(name: string): string {
  const plain = name.trim().replace(/[^A-Za-z0-9_-]+/g, '_');
  return `${plain.slice(0, 100) || 'reward'}.reward.zip`;
}

async function makeParts(packing: Packing, known: readonly Part[]): Promise<Map<string, Uint8Array>> {
  const basin = packing.input.basin === null ? 'left-out' : 'included';
  const parts = new Map<string, Uint8Array>();
  for (const part of known) if (isWanted(part, { basin })) parts.set(part.name, await part.write(packing));
  return parts;
}

async function assemble(
  input: ArtifactInput,
  models: readonly ErrorModel[],
  known: readonly Part[],
): Promise<PackedFile> {
  const masks = maskPartsOf(input.model, input.patches, input.basin);
  if (input.basin === null && needsBasin(masks)) {
    throw new Refused('a mask measures the distance to demonstrations, and they are left out of the file');
  }
  const parts = await makeParts({ input, models, masks }, known);
  const manifest = canonicalBytes(await writeManifest(input, parts));
  const id = await sha256(manifest);
  parts.set(manifestName, manifest);
  parts.set(idName, new TextEncoder().encode(id));
  const bytes = writeZip(parts);
  return { fileName: artifactFileName(input.name), bytes, sha256: await sha256(bytes), id };
}

/**
 * Packs a reward into one file, and opens it again before handing it out, so that no file is saved that would not open.
 * @param known parts that the file holds
 * @returns `bad-parameter` when the content is not valid: a patch, a number that is not finite, two lengths that differ
 */
export async function packArtifact(input: ArtifactInput, known = allParts): Promise<Result<PackedFile>> {
  const opened = openModel(input.model);
  if (!opened.ok) return opened;
  const valid = validatePatches(input.patches, contextOf(opened.value, input.model.features.length, input.model));
  if (!valid.ok) return valid;
  const modelId = await patchModelId(input.model);
  const strange = input.patches.find(({ model }) => model !== undefined && model !== modelId);
  if (strange !== undefined) return refuse(`The patch ${strange.id} was made for another model.`);
  if (input.ranges.length !== input.model.features.length) return refuse('The ranges do not fit the features.');
  try {
    const packed = await assemble(input, opened.value, known);
    const again = await openArtifact(packed.bytes, known);
    return again.ok ? ok(packed) : refuse('This reward cannot be written down.', again.failure.cause);
  } catch (error) {
    if (error instanceof Refused) return refuse('This reward cannot be written down.', error.message);
    throw error;
  }
}

function refuse(message: string, cause?: string): Result<never> {
  return fail('bad-parameter', message, 'Nothing was saved. Train the reward again, or report this.', cause);
}
