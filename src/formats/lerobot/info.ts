/** What a LeRobot folder's meta/info.json says: version, frames per second, and names of what each column holds. */
import { fail, ok, type Result } from '../../basics/result';
import type { ColumnGroup } from '../../demonstrations/table';
import { shownName } from '../archives/archive-path';
import { arrayNames, groupOf, isUnsafeName } from '../tables/column-names';
import { isObject, parseJson, type Json, type JsonObject } from '../text/json-values';
import { unsafeName } from '../tables/make-table';
import { readBytes, type SourceFile } from '../source';
import { refusedContent } from '../refused';

export interface LeRobotInfo {
  /** For example `v2.1`; empty when it does not say. */
  readonly version: string;
  readonly fps: number | null;
  /** Episodes and frames that the whole recording has; null when it does not say. */
  readonly episodes: number | null;
  readonly frames: number | null;
  /** Keys of features that are videos, or pictures inside the data files. */
  readonly videos: readonly string[];
  readonly pictures: readonly string[];
  /** Names that the file gives to the columns of a feature, videos and pictures left out; empty means none. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Units that the file gives to the columns of a feature: one for all, or one each; features without are absent. */
  readonly units: ReadonlyMap<string, readonly string[]>;
  /** Where videos lie, with places for numbers and keys in braces; null when it does not say. */
  readonly videoPath: string | null;
  /** Episodes a folder, by which v2 names the folders. */
  readonly chunkSize: number;
}

/** More bytes than any description has. */
const largest = 2 ** 24;

/** Fails with `git-lfs-pointer`, `truncated`, `malformed`, `too-large`, `unsafe-name` or `storage`. */
export async function readLeRobotInfo(file: SourceFile): Promise<Result<LeRobotInfo>> {
  if (file.size > largest) return fail('too-large', `“${file.name}” is too large to be a description.`, restore);
  const bytes = await readBytes(file);
  if (!bytes.ok) return bytes;
  const refusal = refusedContent(bytes.value, file.name);
  if (refusal !== null) return { ok: false, failure: refusal };
  const { value: root, truncated } = parseJson(new TextDecoder().decode(bytes.value));
  if (root === undefined && truncated) return fail('truncated', `“${file.name}” was cut short.`, restore);
  if (root === undefined || !isObject(root)) return fail('malformed', `“${file.name}” is damaged.`, restore);
  const features = objectIn(root, 'features');
  const unsafe = Object.keys(features).find(isUnsafeName);
  if (unsafe !== undefined) return unsafeName(file.name, unsafe);
  const ofType = (type: string): string[] =>
    Object.keys(features).filter((key) => objectIn(features, key)['dtype'] === type);
  const media = new Set([...ofType('video'), ...ofType('image')]);
  const recorded = Object.keys(features).filter((key) => !media.has(key));
  const videoPath = own(root, 'video_path');
  return ok({
    version: /^v\d+(\.\d+)*$/.exec(String(own(root, 'codebase_version')))?.[0] ?? '',
    fps: positive(own(root, 'fps')),
    episodes: positive(own(root, 'total_episodes')),
    frames: positive(own(root, 'total_frames')),
    videos: ofType('video'),
    pictures: ofType('image'),
    names: new Map(recorded.map((key) => [key, textsIn(own(objectIn(features, key), 'names'))])),
    units: new Map(
      recorded.flatMap((key) => {
        const units = unitsIn(objectIn(features, key));
        return units.length === 0 ? [] : [[key, units]];
      }),
    ),
    videoPath: typeof videoPath === 'string' ? videoPath : null,
    chunkSize: positive(own(root, 'chunks_size')) ?? 1000,
  });
}

const restore = 'Copy or download the folder again.';

const unitKeys = ['unit', 'units'];
/** Longer texts are no units. */
const longestUnit = 24;

/** Said of the feature, or beside its names: one text, a list, or units by the names of the columns. */
function unitsIn(feature: JsonObject): string[] {
  const places = [feature, objectIn(feature, 'names'), objectIn(feature, 'info')];
  const said = places.flatMap((place) => unitKeys.map((key) => own(place, key))).find((value) => value !== undefined);
  const units = said === undefined ? [] : unitTexts(said, textsIn(own(feature, 'names')));
  return units.every(isUnit) ? units : [];
}

/** Units by name come in the order of the names. */
function unitTexts(said: Json, names: readonly string[]): string[] {
  if (!isObject(said)) return textsIn(said);
  if (Object.values(said).some((unit) => typeof unit === 'number')) return [];
  const byName = names.map((name) => own(said, name));
  return byName.every((unit) => typeof unit === 'string') ? byName : textsIn(said);
}

function isUnit(text: string): boolean {
  return text.trim() !== '' && text.length <= longestUnit && text === shownName(text);
}

/**
 * Names of columns, the same for every file of the folder. Actions are told from states of the same name by `action_`;
 * features that share a name bear the last part of their keys, all of them: `left_arm_x`, `right_arm_x`.
 */
export function leRobotNaming({ names, units }: LeRobotInfo): (key: string, width: number | null) => Named {
  const taken = new Set<string>();
  const given = new Map<string, readonly string[]>();
  for (const [key, own] of names) {
    const stem = isAction(key) ? 'action' : (key.split('.').at(-1) ?? key);
    const others = [...names]
      .filter(([other]) => other !== key && groupOfFeature(other) === groupOfFeature(key))
      .flatMap(([, own]) => own);
    const clash = isAction(key) || own.some((name) => taken.has(name) || others.includes(name));
    const used = clash ? own.map((name) => (name.startsWith(stem) ? name : `${stem}_${name}`)) : own;
    for (const name of used) taken.add(name);
    given.set(key, used);
  }
  return (key, width) => {
    const group = groupOfFeature(key);
    const known = given.get(key);
    const own = ownUnits(units.get(key), width ?? 1);
    if (known !== undefined && known.length === (width ?? 1)) return { names: known, group, ...own };
    return { names: width === null ? [key] : arrayNames(key, width).names, group, ...own };
  };
}

interface Named {
  readonly names: readonly string[];
  readonly group: ColumnGroup;
  readonly units?: readonly string[];
}

/** One unit is that of every column; other numbers of units than columns say nothing. */
function ownUnits(units: readonly string[] | undefined, width: number): { readonly units?: readonly string[] } {
  if (units?.length === width) return { units };
  return units?.length === 1 ? { units: Array.from({ length: width }, () => units[0]) } : {};
}

function isAction(key: string): boolean {
  return /^action(\.|$)/.test(key);
}

function groupOfFeature(key: string): ColumnGroup {
  if (isAction(key)) return 'action';
  return /^observation(\.|$)/.test(key) ? 'observation' : groupOf(key);
}

/** Lists of names come bare, inside another list, under a heading such as `motors`, or as keys with their places. */
function textsIn(value: Json | undefined, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (value === undefined || depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((inner) => textsIn(inner, depth + 1));
  if (!isObject(value)) return [];
  const places = Object.entries(value);
  if (places.length > 0 && places.every(([, place]) => typeof place === 'number')) {
    return places.sort(([, a], [, b]) => Number(a) - Number(b)).map(([name]) => name);
  }
  return places.flatMap(([key, inner]) => (unitKeys.includes(key) ? [] : textsIn(inner, depth + 1)));
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return value !== undefined && isObject(value) ? value : {};
}

function positive(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}
