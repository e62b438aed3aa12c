/** Says, without the code under test, whether a reward file is what its manifest says. */
import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What does not verify, in words. @param id that the reader gave it */
export function unverified(bytes: Uint8Array, id: string): string[] {
  const parts = new Map(Object.entries(unzipSync(bytes)));
  const manifest = parts.get('manifest.json') ?? new Uint8Array(0);
  const own = hash(manifest) === id && text(parts.get('artifact.id') ?? new Uint8Array(0)) === id;
  const { parts: listed } = JSON.parse(text(manifest)) as { parts: Record<string, { bytes: number; sha256: string }> };
  const wrong = Object.entries(listed).filter(([name, { bytes: length, sha256 }]) => {
    const part = parts.get(name);
    return part === undefined || part.length !== length || hash(part) !== sha256;
  });
  const loose = [...parts.keys()].filter(
    (name) => !(name in listed) && !/^(manifest\.json|artifact\.id|model\.sig|approvals\/.+)$/.test(name),
  );
  return [
    ...(own ? [] : ['it was opened under an id that is not its own']),
    ...wrong.map(([name]) => `${name} was opened and is not what the manifest says`),
    ...loose.map((name) => `${name} was opened and no manifest names it`),
  ];
}
