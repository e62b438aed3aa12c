/**
 * Opens `NAME.reward.zip` (docs/methods.md 10). Every byte is accounted for: each part has the hash that the manifest names,
 * each JSON part is canonical, and the whole file is the canonical archive of its parts.
 */
import { sha256 } from '../basics/hash';
import { fail, ok, type Failure, type Result } from '../basics/result';
import { readZip, type OpenedZip, type Parts } from '../formats/artifact/zip';
import { readCanonical, readText } from '../basics/canonical';
import { Refused } from '../basics/refused';
import type { OpenedArtifact } from './artifact';
import { artifactSchema, idName, isWanted, manifestName, readManifest, signaturePart, type Manifest } from './manifest';
import { allParts } from './parts';
import { basinPart } from './parts/basin';
import { cardPart } from './parts/card';
import { gatePart } from './parts/gate';
import { gateModelsPart } from './parts/gate-models';
import { modelPart } from './parts/model';
import { normsPart } from './parts/norms';
import type { Contribution, Opening, Part } from './parts/part';
import { patchesPart } from './parts/patches';
import { selftestPart } from './parts/selftest';

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

/** Whether a manifest lists a part, as far as it is one at all. */
function lists(manifest: unknown, name: string): boolean {
  const { parts } = typeof manifest === 'object' && manifest !== null && 'parts' in manifest ? manifest : { parts: 0 };
  return typeof parts !== 'object' || parts === null || Object.hasOwn(parts, name);
}

/** The manifest and its id, once both are known to be whole. */
async function checkManifest(
  { parts, damaged }: OpenedZip,
  known: readonly Part[],
): Promise<Result<{ manifest: Manifest; id: string }>> {
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
  const value = readCanonical(manifestName, bytes);
  const unlisted = known.find(({ name, required }) => required === 'always' && !lists(value, name));
  return unlisted === undefined ? ok({ manifest: readManifest(value, known), id }) : missing(unlisted.name);
}

async function checkParts(
  { parts, damaged }: OpenedZip,
  manifest: Manifest,
  known: readonly Part[],
): Promise<Refusal | null> {
  const wanted = known.filter((part) => isWanted(part, manifest)).map(({ name }) => name);
  const lacking = wanted.find((name) => !Object.hasOwn(manifest.parts, name) || !parts.has(name));
  if (lacking !== undefined) return missing(lacking);
  for (const [name, expected] of Object.entries(manifest.parts)) {
    const bytes = bytesOf(parts, name);
    const whole = !damaged.includes(name) && bytes.length === expected.bytes;
    if (!whole || (await sha256(bytes)) !== expected.sha256) return changed(name);
  }
  const outside = [...parts.keys()].filter((name) => !Object.hasOwn(manifest.parts, name) && !isOutside(name));
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

/** Reads parts whose hashes were checked, each once, in whatever order they ask for each other. */
class OpenedParts implements Opening {
  private readonly read = new Map<string, unknown>();

  constructor(
    private readonly parts: Parts,
    readonly manifest: Manifest,
  ) {}

  sha256(name: string): string {
    return this.manifest.parts[name].sha256;
  }

  async of<T extends Contribution>(part: Part<T>): Promise<T> {
    const known = this.read.get(part.name);
    // Kept under the name of the part that made it.
    if (known !== undefined) return known as T;
    const found = await part.read(bytesOf(this.parts, part.name), this);
    this.read.set(part.name, found);
    return found;
  }
}

/** Reads every part of an archive whose hashes were checked. @throws Refused */
async function readContent(
  parts: Parts,
  manifest: Manifest,
  known: readonly Part[],
): Promise<Omit<OpenedArtifact, 'id' | 'sha256'>> {
  const opening = new OpenedParts(parts, manifest);
  const all: Contribution[] = [];
  for (const part of known) if (isWanted(part, manifest)) all.push(await opening.of(part));
  const { name, createdAt, assessment, training, ranges, centre, audit = null } = manifest;
  const { thresholds, cells, cover } = await opening.of(gatePart);
  const { outOfFold, monitor } = await opening.of(gateModelsPart);
  return {
    ...(Object.assign({}, ...all) as object),
    ...{ name, createdAt, assessment, training, ranges, thresholds, outOfFold, monitor, cells, audit },
    ...(centre === undefined ? {} : { centre }),
    ...(cover === undefined ? {} : { cover }),
    ...(await opening.of(modelPart)),
    ...(await opening.of(normsPart)),
    ...(await opening.of(patchesPart)),
    ...(await opening.of(selftestPart)),
    ...(await opening.of(cardPart)),
    ...(manifest.basin === 'included' ? await opening.of(basinPart) : { basin: null }),
    signatures: new Map([...parts].filter(([part]) => signaturePart.test(part))),
  };
}

async function open(bytes: Uint8Array, known: readonly Part[]): Promise<Result<OpenedArtifact>> {
  const zip = readZip(bytes);
  if (!zip.ok) return zip;
  const checked = await checkManifest(zip.value, known);
  if (!checked.ok) return checked;
  const { manifest, id } = checked.value;
  const refusal = await checkParts(zip.value, manifest, known);
  if (refusal !== null) return refusal;
  const content = await readContent(zip.value.parts, manifest, known);
  return ok({ ...content, id, sha256: await sha256(bytes) });
}

/**
 * Verifies a file and gives back everything that was packed.
 * @param known parts that a file may hold
 * @returns `empty`, `unrecognised`, `truncated`, `not-canonical`, `schema-newer`, `part-missing`, `part-changed` (the part's
 * name is in `message` and `cause`), `too-large` or `malformed`
 */
export async function openArtifact(bytes: Uint8Array, known = allParts): Promise<Result<OpenedArtifact>> {
  if (bytes.length === 0) return fail('empty', 'This file is empty.', 'Download it again.');
  if (bytes.length > sizeLimit) return fail('too-large', 'This file is larger than 1 GiB.', 'Open a smaller one.');
  try {
    return await open(bytes, known);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const message = `This reward file cannot be used: ${error.message}.`;
    return fail(error.kind, message, 'Nothing was changed. Get the file again from where it came from.', error.message);
  }
}
