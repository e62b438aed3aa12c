/** Which arrays of an HDF5 file are the recording, and how they are laid out: in one piece, or a group an episode. */
import type { Skipped } from '../../demonstrations/table';
import { saysRate, saysStructure } from '../tables/array-structure';
import { baseName } from '../source';
import { numberedEpisodes, numberedName } from '../tables/numbered-arrays';
import { whyNot } from './fields';
import type { Hdf5Array } from './file';

export interface Hdf5Episode {
  /** Path of its group. */
  readonly path: string;
  /** Arrays by their path inside the episode. */
  readonly fields: ReadonlyMap<string, Hdf5Array>;
}

export interface Hdf5Layout {
  /** Short name, for example `hdf5 (robomimic)`. */
  readonly format: string;
  /** null: the recording lies in one piece, in the fields of `whole`. */
  readonly episodes: readonly Hdf5Episode[] | null;
  readonly whole: ReadonlyMap<string, Hdf5Array>;
  readonly skipped: readonly Skipped[];
}

const episodeStem =
  /^(episodes?|ep|eps|demos?|demonstrations?|traj|trajectory|rollouts?|runs?|trials?|seq|sequence)?[_\- ]?$/i;
const frameName = /^(obs|observations?|states?|acts?|actions?)$/i;

/** Never fails: a file without anything usable gives no fields, and says in `skipped` why. */
export function hdf5Layout(arrays: readonly Hdf5Array[]): Hdf5Layout {
  const runs = numberedGroups(arrays);
  if (runs === null) return numberedLayout(arrays) ?? wholeLayout(arrays);
  const inside = new Set<Hdf5Array>();
  const notes = new Notes();
  const episodes = runs.paths.map((path): Hdf5Episode => {
    const fields = new Map<string, Hdf5Array>();
    for (const array of runs.arrays.get(path) ?? []) {
      const field = array.path.slice(path.length + 1);
      const why = whyNot(array);
      inside.add(array);
      if (why === null) fields.set(field, array);
      else notes.add(field, why);
    }
    return { path, fields };
  });
  for (const array of arrays)
    if (!inside.has(array)) notes.add(array.path, whyNot(array) ?? 'lies beside the episodes');
  return { format: `hdf5 (${runs.name})`, episodes, whole: new Map(), skipped: notes.list() };
}

/** Arrays whose names differ by a number alone, all in one group. */
function numberedLayout(arrays: readonly Hdf5Array[]): Hdf5Layout | null {
  const usable = arrays.filter((array) => whyNot(array) === null);
  const parent = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
  const numbered = usable.filter(({ path }) => numberedName(path.slice(parent(path).length)) !== null);
  const [first] = numbered;
  if (first === undefined || numbered.some(({ path }) => parent(path) !== parent(first.path))) return null;
  const own = (path: string): string => path.slice(parent(first.path).length);
  const numbers = numberedEpisodes(numbered.map(({ path, shape }) => ({ name: own(path), shape })));
  if (numbers === null) return null;
  const notes = new Notes();
  for (const array of arrays) {
    if (!numbered.includes(array)) notes.add(array.path, whyNot(array) ?? 'lies beside the episodes');
  }
  const episodes = numbers.map((number): Hdf5Episode => {
    const fields = numbered.flatMap((array): [string, Hdf5Array][] => {
      const name = numberedName(own(array.path));
      return name?.number === number ? [[name.stem === '' ? 'obs' : name.stem, array]] : [];
    });
    return { path: number, fields: new Map(fields) };
  });
  return { format: 'hdf5 (numbered arrays)', episodes, whole: new Map(), skipped: notes.list() };
}

interface NumberedGroups {
  readonly name: string;
  /** In the order of their numbers. */
  readonly paths: readonly string[];
  readonly arrays: ReadonlyMap<string, readonly Hdf5Array[]>;
}

/** The family of groups `STEM0`, `STEM1` … that holds the most arrays, if it is one of episodes. */
function numberedGroups(arrays: readonly Hdf5Array[]): NumberedGroups | null {
  const families = new Map<string, Map<string, Hdf5Array[]>>();
  for (const array of arrays) {
    const parts = array.path.split('/');
    const at = parts.findIndex((part, i) => i < parts.length - 1 && /\d$/.test(part));
    if (at < 0) continue;
    const key = parts.slice(0, at + 1).join('/');
    const family = key.replace(/\d+$/, '');
    const groups = families.get(family) ?? new Map<string, Hdf5Array[]>();
    groups.set(key, [...(groups.get(key) ?? []), array]);
    families.set(family, groups);
  }
  const possible = [...families].filter(([family, groups]) => areEpisodes(family, groups));
  if (possible.length === 0) return null;
  const [family, groups] = possible.reduce((best, each) => (each[1].size > best[1].size ? each : best));
  const order = new Intl.Collator('en', { numeric: true });
  return { name: nameOf(family, groups), paths: [...groups.keys()].sort(order.compare), arrays: groups };
}

function areEpisodes(family: string, groups: ReadonlyMap<string, readonly Hdf5Array[]>): boolean {
  const stem = family.slice(family.lastIndexOf('/') + 1);
  const recorded = [...groups].filter(([key, arrays]) =>
    arrays.some(({ path }) => frameName.test(path.slice(key.length + 1).split('/')[0])),
  );
  if (recorded.length === 0) return episodeStem.test(stem) && groups.size > 1;
  return episodeStem.test(stem) || recorded.length > 1;
}

function nameOf(family: string, groups: ReadonlyMap<string, readonly Hdf5Array[]>): string {
  if (family === 'data/demo_') return 'robomimic';
  const [first] = groups;
  const has = (field: string): boolean => first[1].some(({ path }) => path === `${first[0]}/${field}`);
  return family === 'episode_' && has('terminations') ? 'Minari' : 'episodes';
}

/** The level that holds observations or actions, else the one whose arrays of equal length hold the most numbers. */
function wholeLayout(arrays: readonly Hdf5Array[]): Hdf5Layout {
  const level = wholeLevel(arrays.filter((array) => whyNot(array) === null));
  const whole = new Map<string, Hdf5Array>();
  const notes = new Notes();
  for (const array of arrays) {
    const below = level !== '' && array.path.startsWith(`${level}/`);
    const field = below ? array.path.slice(level.length + 1) : array.path;
    const inside = level === '' || array.path.startsWith(`${level}/`) || tellsOfOthers(array);
    const why = whyNot(array) ?? (inside ? null : `lies beside the recording in “${level}”`);
    if (why === null) whole.set(field, array);
    else notes.add(array.path, why);
  }
  const flat = whole.has('observations') && whole.has('actions') && whole.has('terminals');
  return { format: flat ? 'hdf5 (D4RL)' : 'hdf5', episodes: null, whole, skipped: notes.list() };
}

/** Ends, lengths and frame rates hold for the recording wherever they lie. */
function tellsOfOthers({ path, shape }: Hdf5Array): boolean {
  const array = { name: baseName(path), shape };
  return saysRate(array) || (saysStructure(array) && !/(^|\/)mask\//.test(path));
}

function wholeLevel(usable: readonly Hdf5Array[]): string {
  const named = usable.map(({ path }) => path.split('/')).filter((parts) => parts.some((part) => frameName.test(part)));
  if (named.length > 0) {
    const levels = named.map((parts) =>
      parts.slice(
        0,
        parts.findIndex((part) => frameName.test(part)),
      ),
    );
    return levels.reduce((best, level) => (level.length < best.length ? level : best)).join('/');
  }
  const sizes = new Map<string, number>();
  let [most, level] = [0, ''];
  for (const { path, shape } of usable) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const key = `${shape[0]} ${parent}`;
    const size = (sizes.get(key) ?? 0) + shape.reduce((product, length) => product * length, 1);
    sizes.set(key, size);
    if (size > most) [most, level] = [size, parent];
  }
  return level;
}

/** Sentences on what is left out: the same one of many episodes is said once. */
class Notes {
  private readonly reasons = new Map<string, string>();

  add(what: string, why: string): void {
    if (!this.reasons.has(what)) this.reasons.set(what, why);
  }

  list(): Skipped[] {
    return shortened([...this.reasons].map(([what, why]) => ({ what, why })));
  }
}

const mostNotes = 50;

/** At most 50 lines; the last says how many are missing. */
export function shortened(skipped: readonly Skipped[]): Skipped[] {
  if (skipped.length <= mostNotes) return [...skipped];
  const more = { what: `${skipped.length - mostNotes + 1} more`, why: 'left out for reasons such as these' };
  return [...skipped.slice(0, mostNotes - 1), more];
}
