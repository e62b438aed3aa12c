/**
 * `npm run notices` writes THIRD_PARTY_NOTICES.md: the licence of every package that the app's dependencies bring along,
 * which is all that the bundle can contain. `--check` only says whether the file is up to date.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './lib/main.mjs';
import { root } from './lib/run.mjs';

const output = join(root, 'THIRD_PARTY_NOTICES.md');
const opening = `# Third-party notices

The built app contains code of some of these packages. Written by \`npm run notices\` from the installed packages.
`;

/** @returns {string[]} Folders of the packages that are not for development alone, sorted. */
function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return (
    Object.keys(packages)
      .filter((path) => path !== '' && !packages[path].dev && !packages[path].devOptional && !packages[path].optional)
      // Types alone leave nothing in the bundle.
      .filter((path) => !path.includes('node_modules/@types/') && !path.endsWith('@webgpu/types'))
      .sort()
  );
}

/** @param {string} folder */
function licenceText(folder) {
  const names = readdirSync(folder).sort();
  const found = names.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name) && !/\.[cm]?js$/i.test(name));
  return found.map((name) => readFileSync(join(folder, name), 'utf8').replace(/\r\n?/g, '\n').trim()).join('\n\n');
}

/** @param {{author?: string | {name?: string}}} about A package.json. */
function authorOf({ author }) {
  return (typeof author === 'string' ? author : author?.name) ?? 'its authors';
}

/**
 * @param {string} licence SPDX expression.
 * @param {string} author
 */
function withoutFile(licence, author) {
  return `${licence}, by ${author}. The package brings no licence file; the text is at https://spdx.org/licenses/.`;
}

/** @returns {string} The whole file. Packages under the same words stand together. */
function notices() {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const path of shippedPackages()) {
    const folder = join(root, path);
    if (!existsSync(folder)) throw new Error(`${path} is not installed. Run npm ci first.`);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = about.license ?? 'unknown licence';
    const text = licenceText(folder) || withoutFile(licence, authorOf(about));
    byText.set(text, [...(byText.get(text) ?? []), `${about.name} ${about.version} (${licence})`]);
  }
  const sections = [...byText].map(([text, names]) => {
    const quoted = text.split('\n').map((line) => `    ${line}`.trimEnd());
    return `## ${[...new Set(names)].sort().join(', ')}\n\n${quoted.join('\n')}\n`;
  });
  return [opening, ...sections.sort()].join('\n');
}

await main(async () => {
  const wanted = notices();
  if (!process.argv.includes('--check')) {
    writeFileSync(output, wanted);
    return 0;
  }
  if (existsSync(output) && readFileSync(output, 'utf8') === wanted) return 0;
  throw new Error('THIRD_PARTY_NOTICES.md is out of date: run “npm run notices” and commit it.');
});
