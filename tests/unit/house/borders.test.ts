import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { whyForbidden } from '../../../scripts/lint/borders.mjs';
import { ownedGlobals } from '../../../scripts/lint/globals.mjs';

const lint = new ESLint({
  // The snippets are no files of the project, so rules that need types cannot run on them.
  overrideConfig: {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
});

/** Rules that complain about a text when it stands in a file of that name. */
async function complaints(filePath: string, text: string): Promise<string[]> {
  const [result] = await lint.lintText(text, { filePath });
  return result.messages.map((message) => message.ruleId ?? message.message);
}

describe('borders of the rooms', () => {
  test('a forbidden import is reported by the lint that npm test runs', async () => {
    const text = "import { scorer } from '../engine/scorer';\nexport const used = scorer;\n";
    expect(await complaints('src/reward/snippet.ts', text)).toEqual(['house/borders']);
    expect(await complaints('src/app/snippet.ts', text)).toEqual([]);
  });

  test('a dynamic import, a re-export and an imported type do not pass unseen', async () => {
    const texts = [
      "export const load = () => import('../ui/App');\n",
      "export { a } from '../store/a';\n",
      "export * from '../store/a';\n",
      "export type A = import('../store/a').A;\n",
    ];
    for (const text of texts) {
      expect(await complaints('src/norms/snippet.ts', text), text).toEqual(['house/borders']);
    }
  });

  test('where types alone may be imported, values may not', () => {
    expect(whyForbidden('src/formats/text/csv.ts', '../../reward/types', true)).toBeNull();
    expect(whyForbidden('src/formats/text/csv.ts', '../../reward/types', false)).toMatch(/types alone/);
  });

  test('the store may use schemas of other rooms, and nothing else of them but types', () => {
    const schema = '../../flywheel/memory.schema';
    expect(whyForbidden('src/store/documents/audit.ts', schema, false)).toBeNull();
    expect(whyForbidden('src/store/documents/audit.ts', '../../flywheel/memory', true)).toBeNull();
    expect(whyForbidden('src/store/documents/audit.ts', '../../flywheel/memory', false)).toMatch(/types alone/);
    expect(whyForbidden('src/store/documents/audit.ts', '../../ui/a.schema', false)).toMatch(/may not import ui/);
    expect(whyForbidden('src/formats/text/csv.ts', '../../reward/patches/patch.schema', false)).toMatch(/types alone/);
  });

  test('nothing imports the screens but the entry of the app', () => {
    for (const importer of ['src/app/a.ts', 'src/release/a.ts', 'workers/data.worker.ts', 'src/headless/a.ts']) {
      const path = importer.startsWith('workers') ? '../src/ui/App' : '../ui/App';
      expect(whyForbidden(importer, path, false), importer).toMatch(/may not import ui/);
    }
    expect(whyForbidden('src/main.ts', './ui/App.svelte', false)).toBeNull();
  });

  test('a folder inside a room may bear the name of another room', () => {
    expect(whyForbidden('src/reward/store/a.ts', './b', false)).toBeNull();
    expect(whyForbidden('src/reward/a.ts', './store/b', false)).toBeNull();
    expect(whyForbidden('src/reward/store/a.ts', '../../store/b', false)).toMatch(/may not import store/);
  });

  test('packages stay in the room that owns them', () => {
    expect(whyForbidden('src/store/a.ts', 'dexie', false)).toBeNull();
    expect(whyForbidden('src/app/a.ts', 'dexie', false)).toMatch(/belongs to store/);
    expect(whyForbidden('src/ui/a.ts', '@tensorflow/tfjs-core', false)).toMatch(/belongs to engine/);
  });
});

describe('raw browser globals', () => {
  test.each([
    ['Math.random();', 'no-restricted-properties'],
    ['Date.now();', 'no-restricted-properties'],
    ['new Date();', 'no-restricted-syntax'],
    ['performance.now();', 'no-restricted-properties'],
    ['setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['setInterval(() => undefined, 1);', 'no-restricted-globals'],
    ["localStorage.getItem('a');", 'no-restricted-globals'],
    ["indexedDB.open('a');", 'no-restricted-globals'],
    ["fetch('./a');", 'no-restricted-globals'],
    ['navigator.gpu;', 'no-restricted-properties'],
    ['crypto.randomUUID();', 'no-restricted-globals'],
  ])('%s is refused in a room that does not own it', async (text, rule) => {
    expect(await complaints('src/flywheel/snippet.ts', `export const a = () => ${text}\n`)).toEqual([rule]);
  });

  test('an owner may use what it owns and nothing more', async () => {
    const clock = 'export const a = () => Date.now();\nexport const b = () => Math.random();\n';
    expect(await complaints('src/basics/clock.ts', clock)).toEqual(['no-restricted-properties']);
    expect(await complaints('src/store/snippet.ts', "export const a = () => indexedDB.open('a');\n")).toEqual([]);
  });

  test('a date made from a stored number is no reading of the clock', async () => {
    expect(await complaints('src/ui/snippet.ts', 'export const a = (ms: number) => new Date(ms);\n')).toEqual([]);
  });

  test('a style attribute that the policy would refuse is reported, one set by script is not', async () => {
    const complain = (style: string) => complaints('src/ui/Snippet.svelte', `<p ${style}>a</p>\n`);
    expect(await complain('style="color: red"')).toEqual(['no-restricted-syntax']);
    expect(await complain('style:color="red"')).toEqual([]);
  });

  test('every ban says what to use instead', () => {
    for (const { instead } of ownedGlobals) expect(instead.length).toBeGreaterThan(20);
  });
});
