/**
 * Opens `NAME.reward.zip` (docs/methods.md 10). Every byte is accounted for: each part has the hash that the manifest names,
 * each JSON part is canonical, and the whole file is the canonical archive of its parts.
 */
import { sha256 } from '../basics/hash';
import { fail, ok, type Failure, type Result } from '../basics/result';
import { readZip, type OpenedZip, type Parts } from '../formats/artifact/zip';
import type { Norm } from '../norms/norm';
import { readNorms } from '../norms/norms-file';
import { openModel } from '../reward/open-model';
import { contextOf, validatePatches } from '../reward/patches/patch-rules';
import type { Basin, Patch, RewardModel } from '../reward/types';
import type { OpenedArtifact } from './artifact';
import { readBasin } from './basin-part';
import { claimsP } from '../gate/claims';
import { canonicalText, readCanonical, readText, Refused } from './canonical';
import { exactly } from './fields';
import { checkGateNorms, readGate, type Gate } from './gate-part';
import { artifactSchema, basinPart, emptyTests, idName, manifestName } from './manifest';
import { patchesSchema, readManifest, requiredParts, signaturePart } from './manifest';
import type { Manifest } from './manifest';
import { readModel } from './model-part';
import { readSelftest } from './selftest';

const sizeLimit = 2 ** 30;
type Refusal = { readonly ok: false; readonly failure: Failure };

function changed(name: string): Refusal {
  const message = `The part ${name} of this reward file is not what its manifest says: it was changed or damaged.`;
  return fail('part-changed', message, 'Do not use this file. Get it again from where it came from.', name);
}

function missing(name: string): Refusal {
  const message = `The part ${name} is missing from this reward file.`;
  return fail('part-missing', message, 'Get the file again from where it came from.', name);
}

/** Tells a newer file from a foreign one before anything else about it is judged. */
function checkSchema(bytes: Uint8Array): Refusal | null {
  let schema: unknown = null;
  try {
    const value: unknown = JSON.parse(readText(manifestName, bytes));
    if (typeof value === 'object' && value !== null && 'schema' in value) schema = value.schema;
  } catch {
    return fail('malformed', 'The manifest of this reward file cannot be read.', 'Get the file again.', 'not JSON');
  }
  if (schema === artifactSchema) return null;
  if (typeof schema === 'string' && /^truewheel\.artifact\/([2-9]|[1-9]\d+)$/.test(schema)) {
    return fail(
      'schema-newer',
      `This reward file was made by a newer Truewheel (${schema}); this one reads ${artifactSchema}.`,
      'Reload the page to get the newest version, then open the file again.',
      schema,
    );
  }
  return fail('unrecognised', 'This is a zip, but not a reward file.', 'Choose a file that ends in .reward.zip.');
}

/** The manifest and its id, once both are known to be whole. */
async function checkManifest({ parts, damaged }: OpenedZip): Promise<Result<{ manifest: Manifest; id: string }>> {
  const bytes = parts.get(manifestName);
  if (bytes === undefined) {
    const ours = parts.has(idName) || parts.has('model.safetensors');
    if (ours) return missing(manifestName);
    return fail('unrecognised', 'This is a zip, but not a reward file.', 'Choose a file that ends in .reward.zip.');
  }
  if (damaged.includes(manifestName)) return changed(manifestName);
  const foreign = checkSchema(bytes);
  if (foreign !== null) return foreign;
  const idBytes = parts.get(idName);
  if (idBytes === undefined) return missing(idName);
  if (damaged.includes(idName)) return changed(idName);
  const id = await sha256(bytes);
  if (new TextDecoder().decode(idBytes) !== id) return changed(manifestName);
  return ok({ manifest: readManifest(readCanonical(manifestName, bytes)), id });
}

async function checkParts({ parts, damaged }: OpenedZip, manifest: Manifest): Promise<Refusal | null> {
  const wanted = [...requiredParts, ...(manifest.basin === 'included' ? [basinPart] : [])];
  const lacking = wanted.find((name) => !manifest.parts.has(name) || !parts.has(name));
  if (lacking !== undefined) return missing(lacking);
  for (const [name, expected] of manifest.parts) {
    const bytes = parts.get(name);
    if (bytes === undefined) return missing(name);
    const whole = !damaged.includes(name) && bytes.length === expected.bytes;
    if (!whole || (await sha256(bytes)) !== expected.sha256) return changed(name);
  }
  const outside = [...parts.keys()].filter((name) => !manifest.parts.has(name) && !isOutside(name));
  if (outside.length > 0) throw new Refused(`it holds a part that is not known: ${outside[0]}`);
  const broken = damaged.find((name) => signaturePart.test(name));
  return broken === undefined ? null : changed(broken);
}

function isOutside(name: string): boolean {
  return name === manifestName || name === idName || signaturePart.test(name);
}

function bytesOf(parts: Parts, name: string): Uint8Array {
  const bytes = parts.get(name);
  if (bytes === undefined) throw new Error(`${name} was checked to be there`);
  return bytes;
}

async function readPatches(parts: Parts, model: RewardModel): Promise<readonly Patch[]> {
  const fields = exactly(
    readCanonical('patches.json', bytesOf(parts, 'patches.json')),
    ['schema', 'patches'],
    'patches',
  );
  if (fields.schema !== patchesSchema) throw new Refused('patches.json has another schema');
  const models = openModel(model);
  if (!models.ok) throw new Refused(models.failure.message);
  const valid = validatePatches(fields.patches, contextOf(models.value, model.features.length, model));
  if (!valid.ok) throw new Refused(valid.failure.message);
  const id = await sha256(bytesOf(parts, 'model.safetensors'));
  const strange = valid.value.find((patch) => patch.model !== undefined && patch.model !== id);
  if (strange !== undefined) throw new Refused(`the patch ${strange.id} was made for another model`);
  return valid.value;
}

function checkModel(model: RewardModel, manifest: Manifest): void {
  const same =
    model.family === manifest.family &&
    model.members.length === manifest.members &&
    model.features.length === manifest.ranges.length &&
    (manifest.centre === undefined || manifest.centre.length === model.features.length) &&
    canonicalText(model.features) === canonicalText(manifest.features);
  if (!same) throw new Refused('the manifest describes another model than the file holds');
}

function checkEmpty(parts: Parts, name: string, empty: object): void {
  if (canonicalText(readCanonical(name, bytesOf(parts, name))) !== canonicalText(empty)) {
    throw new Refused(`${name} holds something that this version does not know`);
  }
}

function normsOf(parts: Parts, { features }: RewardModel): readonly Norm[] {
  const norms = readNorms(readCanonical('norms.json', bytesOf(parts, 'norms.json')), features);
  if (!norms.ok) throw new Refused(norms.failure.message);
  return norms.value;
}

/** What gate.json knows of the demonstrations. */
type Known = Pick<Gate, 'epsilon99' | 'cover'>;

function readPoints(parts: Parts, manifest: Manifest, dims: number, { epsilon99, cover }: Known): Basin | null {
  const included = manifest.basin === 'included';
  const agree = included ? epsilon99 !== null && cover === null : (epsilon99 === null) === (cover === null);
  if (!agree) throw new Refused('gate.json and the basin do not agree');
  return epsilon99 === null || !included ? null : readBasin(bytesOf(parts, basinPart), dims, epsilon99);
}

/** Reads the parts of an archive whose hashes were checked. @throws Refused */
async function readContent(parts: Parts, manifest: Manifest): Promise<Omit<OpenedArtifact, 'id' | 'sha256'>> {
  const model = readModel(bytesOf(parts, 'model.safetensors'));
  checkModel(model, manifest);
  const dims = model.standardiser.mean.length;
  const gate = readGate(readCanonical('gate.json', bytesOf(parts, 'gate.json')), dims);
  const calibration = model.members.map((member) => member.calibration);
  if (canonicalText(gate.calibration) !== canonicalText(calibration)) {
    throw new Refused('gate.json is calibrated for another model');
  }
  if (gate.outOfFold.some(({ member }) => member >= model.members.length))
    throw new Refused('gate.json: unknown member');
  if (gate.claims && !claimsP(gate.outOfFold.length, manifest.assessment)) {
    throw new Refused('gate.json claims more by p than the assessment allows');
  }
  const norms = normsOf(parts, model);
  checkGateNorms(gate.norms, norms, model);
  checkEmpty(parts, 'tests.json', emptyTests);
  const selftest = readCanonical('selftest.json', bytesOf(parts, 'selftest.json'));
  const { name, createdAt, assessment, training, ranges } = manifest;
  return {
    ...{ name, createdAt, assessment, training, ranges, model },
    ...(manifest.centre === undefined ? {} : { centre: manifest.centre }),
    patches: await readPatches(parts, model),
    basin: readPoints(parts, manifest, dims, gate),
    ...(gate.cover === null ? {} : { cover: gate.cover }),
    outOfFold: gate.outOfFold,
    thresholds: gate.thresholds,
    cells: gate.cells,
    norms,
    selftest: readSelftest(selftest, model.features.length, model.members.length),
    card: readText('card.md', bytesOf(parts, 'card.md')),
    signatures: new Map([...parts].filter(([part]) => signaturePart.test(part))),
  };
}

async function open(bytes: Uint8Array): Promise<Result<OpenedArtifact>> {
  const zip = readZip(bytes);
  if (!zip.ok) return zip;
  const checked = await checkManifest(zip.value);
  if (!checked.ok) return checked;
  const { manifest, id } = checked.value;
  const refusal = await checkParts(zip.value, manifest);
  if (refusal !== null) return refusal;
  const content = await readContent(zip.value.parts, manifest);
  return ok({ ...content, id, sha256: await sha256(bytes) });
}

/**
 * Verifies a file and gives back everything that was packed.
 * @returns `empty`, `unrecognised`, `truncated`, `not-canonical`, `schema-newer`, `part-missing`, `part-changed` (the part's
 * name is in `message` and `cause`), `too-large` or `malformed`
 */
export async function openArtifact(bytes: Uint8Array): Promise<Result<OpenedArtifact>> {
  if (bytes.length === 0) return fail('empty', 'This file is empty.', 'Download it again.');
  if (bytes.length > sizeLimit) return fail('too-large', 'This file is larger than 1 GiB.', 'Open a smaller one.');
  try {
    return await open(bytes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const message = `This reward file cannot be used: ${error.message}.`;
    return fail(error.kind, message, 'Nothing was changed. Get the file again from where it came from.', error.message);
  }
}
