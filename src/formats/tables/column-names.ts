/** Names of columns (docs/methods.md 10 "Names") and what they say a column is. */
import { flagName } from '../../demonstrations/interpretation/flags';
import { frameRate } from '../../demonstrations/interpretation/frame-rate';
import { saysAlgorithm, saysNextObservation } from '../../demonstrations/interpretation/words';
import type { ColumnGroup } from '../../demonstrations/table';

const unsafe = new Set(['__proto__', 'constructor', 'prototype']);
const observationWords = new Set(['obs', 'observation', 'observations', 'state', 'states']);
const actionWords = new Set(['act', 'acts', 'action', 'actions', 'ac', 'acs']);
/** What people steer with, as the last word of a name. */
const controlWords = new Set([
  ...['steer', 'steering', 'throttle', 'brake', 'braking', 'accelerator', 'cmd', 'ctrl', 'control', 'controls'],
  ...['command', 'commands'],
]);
/** Of what is steered with: the last word of `steering_angle`, `throttle_input`. */
const controlSizes = new Set(['angle', 'cmd', 'command', 'input', 'pct', 'percent', 'position', 'wheel', 'deg', 'rad']);
const rewardWords = new Set(['rew', 'rews', 'reward', 'rewards']);
const timeWords = /^_?(timestamps?|time|times|t|secs?|seconds|stamp)(_(s|ms|us|ns|sec|seconds|millis))?$/;
const episodeWords = /^_?(episodes?|ep|eps|traj|trajectory|demo|rollout)(_?(index|idx|id|no|num|number))?$/;
const genericObservations = new Set(['obs', 'observation', 'observations']);

/** True for names that plain objects answer to by themselves; files that bear them are refused. */
export function isUnsafeName(name: string): boolean {
  return name.split(/[/.]/).some((part) => unsafe.has(part.trim()));
}

/** Characters outside [A-Za-z0-9_] become `_`; marks that only lead, as topics and comments have, are left out. */
export function safeName(name: string): string {
  return name
    .trim()
    .replace(/^[/~%$.]+(?=\p{L})/u, '')
    .replace(/[^A-Za-z0-9_]/g, '_');
}

/** Safe names, each once: a name that is taken gets `_2`, `_3` … */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((raw) => {
    const base = safeName(raw) === '' ? 'column' : safeName(raw);
    let name = base;
    for (let copy = 2; taken.has(name); copy++) name = `${base}_${copy}`;
    taken.add(name);
    return name;
  });
}

/** What a column is by the name that the file gives it, for example `observation.state`, `user/angle`, `_timestamp_ms`. */
export function groupOf(name: string): ColumnGroup {
  const lower = name.trim().toLowerCase();
  const flat = lower.replace(/[^a-z0-9]+/g, '_').replace(/_+$/, '');
  if (timeWords.test(flat)) return 'time';
  if (episodeWords.test(flat)) return 'episode';
  const words = lower.split(/[^a-z]+/).filter((word) => word !== '');
  const [first] = words;
  const last = words.at(-1) ?? '';
  if (first === undefined || first === 'next' || saysNextObservation(name)) return 'other';
  if (rewardWords.has(last)) return 'reward';
  if (observationWords.has(first)) return saysAlgorithm(name) ? 'other' : 'observation';
  if (actionWords.has(first) || actionWords.has(last) || isControl(words)) return 'action';
  if (/^user\/(angle|throttle)$/.test(lower)) return 'action';
  return rewardWords.has(first) ? 'reward' : 'other';
}

function isControl(words: readonly string[]): boolean {
  const last = words[words.length - 1];
  return controlWords.has(last) || (controlWords.has(words[0]) && controlSizes.has(last));
}

/**
 * Names and group of the `width` columns of an array that the file stores under one name ('' = none).
 * @param before how many nameless columns came before
 */
export function arrayNames(
  name: string,
  width: number,
  before = 0,
): { readonly names: string[]; readonly group: ColumnGroup } {
  const lower = name.trim().toLowerCase();
  const numbered = (stem: string, first = 0): string[] =>
    Array.from({ length: width }, (_, i) => `${stem}_${first + i}`);
  if (lower === '' || /^arr_\d+$/.test(lower)) {
    return { names: numbered('obs', before), group: 'other' };
  }
  if (genericObservations.has(lower)) return { names: numbered('obs'), group: 'observation' };
  const inside = /^(obs|observations?|acts?|actions?)\$(.+)$/i.exec(name.trim());
  if (inside !== null) {
    const own = inside[2].replaceAll('$', '_');
    return { names: width === 1 ? [own] : numbered(own), group: groupOf(inside[1]) };
  }
  if (actionWords.has(lower)) return { names: numbered('act'), group: 'action' };
  return { names: width === 1 ? [name] : numbered(name), group: groupOf(name) };
}

function saysRateOrClock(stem: string): boolean {
  return groupOf(stem) === 'time' || frameRate(stem, 1) !== null;
}

/** What nameless columns of a file are called, by the file's name: `obs`, `act`, `reward`, `done` …; '' = it does not say. */
export function arrayNameOfFile(fileName: string): string {
  const stem = fileName.slice(fileName.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const words = stem.toLowerCase().split(/[^a-z]+/);
  if (words.includes('next')) return stem;
  if (words.some((word) => actionWords.has(word))) return 'act';
  if (words.some((word) => observationWords.has(word))) return 'obs';
  if (words.some((word) => rewardWords.has(word))) return 'reward';
  if (words.some((word) => /^(dones?|terminals?|terminated)$/.test(word))) return 'done';
  if (flagName(stem) !== null || saysRateOrClock(stem)) return stem;
  if (/^(episode_?starts?|episode_?(index|ids?|numbers?)|timestamps?)$/.test(stem.toLowerCase())) return stem;
  return '';
}
