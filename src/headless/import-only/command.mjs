/** `npm run headless -- --import-only`: what files become, without training on them. */

/** @typedef {import('../command').OptionsOf<typeof options>} ImportOnlyOptions */

const options = /** @satisfies {readonly import('../command').Option[]} */ (
  /** @type {const} */ ([
    { flag: 'mapping', kind: 'text', hint: 'mapping.json, as the mapping screen saves it; it answers open questions' },
  ])
);

/** @satisfies {import('../command').Command} */
export const importOnly = {
  call: 'headless --import-only',
  does: 'reads files, prints what they became and what they leave open as one JSON line, and trains nothing',
  noPaths: 'Name at least one file or folder with demonstrations.',
  options,
  load: () => import('./run'),
};
