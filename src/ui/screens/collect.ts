/**
 * What a screen says of itself, and what the window derives from all of them: the rail, titles, number keys, the routes that
 * are understood, the parameters that go with a reward, and the list of shortcuts. A screen is a folder with a `screen.ts`
 * and one line in `index.ts`.
 */
import type { Component } from 'svelte';
import type AnyIcon from '@lucide/svelte/icons/map';

/** Keys as a person reads them, and what they do. */
export type Shortcut = readonly [keys: string, meaning: string];
export interface ShortcutGroup {
  readonly title: string;
  readonly keys: readonly Shortcut[];
}

export interface ScreenDescriptor<Id extends string = string> {
  /** First part of the URL hash. */
  readonly id: Id;
  /** In the rail, in the window's title and in the list of shortcuts. */
  readonly title: string;
  readonly icon: typeof AnyIcon;
  /** Whether it shows a reward; else the top bar names the data set. */
  readonly needsReward: boolean;
  /** Parameters of the URL hash that belong to the view of one reward: they go when another one is opened. */
  readonly rewardParams?: readonly string[];
  /** What its keys do, for the list that `?` opens. */
  readonly shortcuts?: readonly ShortcutGroup[];
  /** Its code. Absent for the first screen alone, which the window brings along so that a visitor need not wait. */
  readonly load?: () => Promise<{ readonly default: Component }>;
}

/** Keeps the id as a type, and checks the rest. */
export const defineScreen = <const Id extends string>(screen: ScreenDescriptor<Id>): ScreenDescriptor<Id> => screen;

export interface Screens<Id extends string> {
  /** In the order of the rail; the number key of a screen is its place in it. */
  readonly list: readonly ScreenDescriptor<Id>[];
  readonly of: (id: Id) => ScreenDescriptor<Id>;
  /** The screen that a text names; null for any other text. */
  readonly find: (text: string) => ScreenDescriptor<Id> | null;
  /** The screen of a number key; null for any other key. */
  readonly byKey: (key: string) => ScreenDescriptor<Id> | null;
  /** Parameters that belong to the view of one reward, each taken away. */
  readonly noView: Readonly<Record<string, string>>;
  /** The list that `?` opens: what holds everywhere, then what each screen adds. */
  readonly shortcuts: readonly ShortcutGroup[];
}

/** @throws when two screens have one id, or one beside the first has no code. */
export function collectScreens<Id extends string>(list: readonly ScreenDescriptor<Id>[]): Screens<Id> {
  const byId = Object.fromEntries(list.map((screen) => [screen.id, screen])) as Record<Id, ScreenDescriptor<Id>>;
  if (Object.keys(byId).length !== list.length) throw new Error('Two screens have one id.');
  if (list.some(({ load }, place) => (load === undefined) !== (place === 0)))
    throw new Error('The first screen, and no other, comes with the window.');
  const everywhere: ShortcutGroup = {
    title: 'Everywhere',
    keys: [
      ['?', 'Show this list'],
      ['Ctrl/Cmd + S', 'Download the reward'],
      [`1 – ${list.length}`, list.map(({ title }) => title).join(', ')],
    ],
  };
  return {
    list,
    of: (id) => byId[id],
    find: (text) => list.find(({ id }) => id === text) ?? null,
    byKey: (key) => list[Number(key) - 1] ?? null,
    noView: Object.fromEntries(list.flatMap(({ rewardParams = [] }) => rewardParams.map((name) => [name, '']))),
    shortcuts: [everywhere, ...list.flatMap(({ shortcuts = [] }) => shortcuts)],
  };
}
