/**
 * The table of the house (see README): what each room may import, by code and by type alone, and which packages belong
 * to which rooms. The lint rule `house/borders` enforces it.
 */

/**
 * @typedef {object} Room
 * @property {readonly string[]} imports Rooms whose code it may use.
 * @property {readonly string[]} [types] Rooms of which it may use types alone.
 * @property {boolean} [schemas] Of those, it may use the values of files named `*.schema.ts`, too.
 */

const all = ['basics', 'demonstrations', 'norms', 'reward', 'gate', 'engine', 'training', 'flywheel', 'formats'];
all.push('release', 'feedback', 'collapse', 'planning', 'store');

/** A room is a folder of `src/`, or `workers`. @type {Readonly<Record<string, Room>>} */
export const rooms = {
  basics: { imports: [] },
  demonstrations: { imports: ['basics'] },
  doctor: { imports: ['basics', 'demonstrations', 'formats'] },
  norms: { imports: ['basics', 'demonstrations'] },
  reward: { imports: ['basics', 'demonstrations', 'norms'] },
  gate: { imports: ['basics', 'demonstrations', 'norms', 'reward'] },
  runtime: { imports: ['basics', 'gate', 'engine', 'release', 'formats'] },
  engine: { imports: ['basics', 'demonstrations', 'reward'], types: ['norms'] },
  training: { imports: ['basics', 'demonstrations', 'norms', 'reward', 'gate', 'engine'] },
  flywheel: { imports: ['basics', 'demonstrations', 'norms', 'reward', 'gate'], types: ['engine'] },
  formats: { imports: ['basics', 'demonstrations'], types: ['norms', 'reward'] },
  // See docs/decisions/002-release-uses-formats.md.
  release: {
    imports: ['basics', 'demonstrations', 'formats', 'norms', 'reward', 'gate', 'feedback'],
    types: ['flywheel'],
  },
  feedback: { imports: ['basics', 'norms', 'reward', 'gate'], types: ['flywheel'] },
  planning: { imports: ['basics', 'demonstrations', 'norms', 'reward'], types: ['engine'] },
  collapse: { imports: ['basics', 'demonstrations', 'norms', 'reward'], types: ['engine', 'flywheel'] },
  store: { imports: ['basics'], types: all.filter((room) => room !== 'store' && room !== 'basics'), schemas: true },
  app: { imports: all },
  headless: { imports: ['basics', 'app'] },
  ui: { imports: ['basics', 'app'], types: ['demonstrations', 'norms', 'reward'] },
  workers: { imports: ['basics', 'app'] },
};

/** Entries beside the rooms, directly in `src/`. @type {Readonly<Record<string, Room>>} */
export const entries = {
  'src/main.ts': { imports: ['basics', 'app', 'ui'] },
  'src/sw.ts': { imports: [] },
};

/** Packages that only some rooms may use; any other package may be used anywhere. @type {readonly [RegExp, string[]][]} */
export const packageOwners = [
  [/^@tensorflow\//, ['engine']],
  [/^dexie$/, ['store']],
  [/^comlink$/, ['app', 'workers']],
  [/^papaparse$/, ['formats']],
  [/^(svelte|bits-ui|@lucide\/svelte)(\/|$)/, ['ui', 'src/main.ts']],
];
