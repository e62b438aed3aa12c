/** Lint: strict TypeScript and Svelte, the borders of the rooms, raw browser globals in the module that owns them alone. */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { parser, plugin, configs } from 'typescript-eslint';
import { house } from './scripts/lint/borders.mjs';
import { ownedGlobals } from './scripts/lint/globals.mjs';

const app = ['src/**/*.ts', 'src/**/*.mjs', 'src/**/*.svelte', 'workers/**/*.ts'];
const parserOptions = { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] };

/**
 * ESLint merges no rule options, so each file gets one list of what it does not own.
 * @param {readonly (typeof ownedGlobals)[number][]} banned
 */
function globalRules(banned) {
  const names = banned.flatMap(({ instead, names = [] }) => names.map((name) => ({ name, message: instead })));
  const properties = banned.flatMap(({ instead, properties = [] }) =>
    properties.map(([object, property]) => ({ object, property, message: instead })),
  );
  const syntax = banned.flatMap(({ instead, syntax = [] }) =>
    syntax.map((selector) => ({ selector, message: instead })),
  );
  return {
    'no-restricted-globals': ['error', ...names],
    'no-restricted-properties': ['error', ...properties],
    'no-restricted-syntax': ['error', ...syntax],
  };
}

/** Files that own something, each with what is left banned there; a file that owns several things stands for them all. */
const owners = [...new Set(ownedGlobals.flatMap((entry) => entry.owners))].map((owner) => ({
  files: [owner],
  rules: globalRules(ownedGlobals.filter((entry) => !entry.owners.includes(owner))),
}));

export default [
  {
    ignores: [
      'dist/',
      '.cache/',
      'node_modules/',
      'tests/golden/',
      'tests/corpus/',
      'static/',
      'src/engine/wasm/assembly/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  js.configs.recommended,
  ...configs.strict,
  ...svelte.configs['flat/recommended'],
  ...svelte.configs['flat/prettier'],
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.mjs', '**/*.js'],
    plugins: { '@typescript-eslint': plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  { files: ['**/*.ts', '**/*.mjs', '**/*.js'], languageOptions: { parser, parserOptions } },
  { files: ['**/*.svelte'], languageOptions: { parserOptions: { ...parserOptions, parser } } },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines': ['error', { max: 400, skipComments: false, skipBlankLines: false }],
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: app,
    plugins: { house },
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
    rules: { 'house/borders': 'error', ...globalRules(ownedGlobals) },
  },
  ...owners,
  {
    files: ['scripts/**/*.mjs', '*.ts', '*.js', 'tests/**/*.ts', 'tests/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
