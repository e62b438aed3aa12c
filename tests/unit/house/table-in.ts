/** Tables of the documents that follow from descriptors stand between two HTML comments. */
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** What stands in a document under a marker. @throws Error where the marker is missing */
export function tableIn(path: string, marker: string): string {
  const [, found] =
    new RegExp(`<!-- ${marker} -->\\n([^]*?)<!-- /${marker} -->`).exec(readFileSync(path, 'utf8')) ?? [];
  if (found === undefined) throw new Error(`${path} has no ${marker}`);
  return found.trim();
}

/** Markdown as the documents have it. */
export async function asWritten(path: string, markdown: string): Promise<string> {
  return (await format(markdown, { ...(await resolveConfig(path)), parser: 'markdown' })).trim();
}
