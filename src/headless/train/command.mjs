/** `npm run headless`: learn a reward from files, audit it where norms are given, and write the artifact. */

/** @typedef {import('../command').OptionsOf<typeof options>} TrainOptions */

const options = /** @satisfies {readonly import('../command').Option[]} */ (
  /** @type {const} */ ([
    { flag: 'members', kind: 'whole', least: 1, default: 5, hint: 'members of the ensemble' },
    { flag: 'epochs', kind: 'whole', least: 1, default: 120, hint: 'passes over the demonstrations' },
    { flag: 'seed', kind: 'whole', least: 0, default: 1, hint: 'the same seed, data and backend give the same reward' },
    {
      flag: 'backend',
      kind: 'choice',
      choices: ['auto', 'webgpu', 'wasm', 'cpu', 'tfjs-webgpu', 'tfjs-wasm'],
      default: 'auto',
      hint: 'what computes',
    },
    {
      flag: 'family',
      kind: 'choice',
      choices: ['mixture', 'gaussians', 'knn'],
      hint: 'family of the reward; else the mixture, and `reward.proposed` names the one with the best worst case',
    },
    {
      flag: 'motion',
      kind: 'choice',
      choices: ['rates', 'none', 'alone'],
      default: 'rates',
      hint: 'rates of change as inputs, none, or none because rows stand alone',
    },
    { flag: 'mapping', kind: 'text', hint: 'mapping.json, as the mapping screen saves it; it answers open questions' },
    { flag: 'norms', kind: 'text', hint: 'norms.json; with it the reward is audited' },
    { flag: 'max-iterations', kind: 'whole', least: 1, default: 8, needs: 'norms', hint: 'iterations of the flywheel' },
    {
      flag: 'budget',
      kind: 'amount',
      above: 0,
      most: 1,
      default: 0.1,
      needs: 'norms',
      hint: 'reward that a demonstration may lose to patches',
    },
    {
      flag: 'floor',
      kind: 'amount',
      above: 0,
      most: 1,
      default: 0.05,
      needs: 'norms',
      hint: 'score above which a violation is a flaw',
    },
    {
      flag: 'box',
      kind: 'amount',
      above: 0,
      most: 100,
      default: 1.5,
      needs: 'norms',
      hint: 'how far the search range widens that of the demonstrations',
    },
    {
      flag: 'kinds',
      kind: 'choices',
      choices: ['mask', 'subspace', 'half-space', 'learned', 'sculpt', 'kernels'],
      needs: 'norms',
      hint: 'kinds of repair that may be used; else all',
    },
    {
      flag: 'allow-untested',
      kind: 'flag',
      needs: 'norms',
      hint: 'a rule that the data or the attack cannot test is no finding',
    },
    {
      flag: 'out',
      kind: 'folder',
      missing: 'Say with --out where the artifact shall be written.',
      hint: 'where the artifact is written',
    },
  ])
);

/** @satisfies {import('../command').Command} */
export const train = {
  call: 'headless',
  does: 'trains without a screen, writes the artifact, prints one JSON line last',
  noPaths: 'Name at least one file or folder with demonstrations.',
  options,
  needsGpu: ({ backend }) => String(backend).endsWith('webgpu'),
  finding: {
    means: 'flaws are left, or a rule was not tested',
    in: (
      /** @type {{audit?: {left: number, coverage: {untested: readonly object[]}}}} */ { audit },
      /** @type {{'allow-untested'?: true}} */ { 'allow-untested': allowed },
    ) => audit !== undefined && (audit.left > 0 || (audit.coverage.untested.length > 0 && allowed !== true)),
  },
  load: () => import('./run'),
};
