/** All parts of a reward file beside its manifest and id, by name. A new part is a file beside this one. */
import type { Part } from './part';

const modules = import.meta.glob<Readonly<Record<string, unknown>>>(['./*.ts', '!./index.ts', '!./part.ts'], {
  eager: true,
});

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && 'name' in value && 'write' in value && 'read' in value;
}

/** What each file beside this one exports, in the order of the archive. */
export const allParts: readonly Part[] = Object.values(modules)
  .flatMap((module) => Object.values(module).filter(isPart))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** What a table of parts shows of each. */
export interface ListedPart {
  readonly name: string;
  readonly since: number;
  readonly required: string;
  readonly python: readonly string[];
  readonly title: string;
  readonly sentence: string;
}

/** The manifest, its id and all parts, as the download screen and the docs list them. */
export function listOf(parts: readonly Part[]): ListedPart[] {
  const envelope = { since: 1, required: 'always', python: ['use.py', 'gate.py'] };
  return [
    { name: 'artifact.id', ...envelope, title: 'Id', sentence: 'The SHA-256 of the manifest' },
    {
      ...{ name: 'manifest.json', ...envelope, title: 'Manifest' },
      sentence: 'What is in the file, with a checksum for each part',
    },
    ...parts.map(({ name, since, required, python, words }) => ({ name, since, required, python, ...words })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}
