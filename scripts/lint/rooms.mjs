/**
 * The table of the house (see README): what each room may import, by code and by type alone, and which packages belong
 * to which rooms. The lint rule `house/borders` enforces it.
 */

/**
 * @typedef {object} Room
 * @property {readonly string[]} imports Rooms whose code it may use.
 * @property {readonly string[]} [types] Rooms of which it may use types alone.
 */

const all = ['basics', 'demonstrations', 'norms', 'reward', 'engine', 'flywheel', 'formats', 'release', 'feedback'];
all.push('collapse', 'planning', 'store');

/** A room is a folder of `src/`, or `workers`. @type {Readonly<Record<string, Room>>} */
export const rooms = {
  basics: { imports: [] },
  demonstrations: { imports: ['basics'] },
  norms: { imports: ['basics', 'demonstrations'] },
  reward: { imports: ['basics', 'demonstrations', 'norms'] },
  engine: { imports: ['basics', 'demonstrations', 'reward'] },
  flywheel: { imports: ['basics', 'demonstrations', 'norms', 'reward'] },
  formats: { imports: ['basics', 'demonstrations'], types: ['norms', 'reward'] },
  // See docs/decisions/002-release-uses-formats.md.
  release: { imports: ['basics', 'demonstrations', 'formats', 'norms', 'reward'], types: ['flywheel'] },
  feedback: { imports: ['basics', 'demonstrations', 'norms', 'reward'], types: ['flywheel'] },
  collapse: { imports: ['basics', 'demonstrations', 'norms', 'reward'] },
  planning: { imports: ['basics', 'demonstrations', 'norms', 'reward'] },
  store: { imports: ['basics'], types: all.filter((room) => room !== 'store' && room !== 'basics') },
  services: { imports: all },
  ui: { imports: ['basics', 'services'], types: ['demonstrations', 'norms', 'reward'] },
  workers: { imports: ['basics', 'services'] },
};

/** Entries beside the rooms, directly in `src/`. @type {Readonly<Record<string, Room>>} */
export const entries = {
  'src/main.ts': { imports: ['basics', 'services', 'ui'] },
  'src/headless.ts': { imports: ['basics', 'reward', 'services'] },
  'src/sw.ts': { imports: [] },
};

/** Packages that only some rooms may use; any other package may be used anywhere. @type {readonly [RegExp, string[]][]} */
export const packageOwners = [
  [/^@tensorflow\//, ['engine']],
  [/^dexie$/, ['store']],
  [/^comlink$/, ['services', 'workers']],
  [/^papaparse$/, ['formats']],
  [/^(svelte|bits-ui|@lucide\/svelte)(\/|$)/, ['ui', 'src/main.ts']],
];
