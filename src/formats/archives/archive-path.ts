/** Names of archive entries: plain relative paths, or a reason why a name is not one. */

const longest = 1024;

/**
 * The path with `/` between its parts, or why it is refused: names that would lead out of the folder that an archive is
 * unpacked to, or that another program reads otherwise.
 */
export function entryPath(name: string): { readonly path: string } | { readonly why: string } {
  if (name.length > longest) return { why: 'its name is too long' };
  if (hasControls(name)) return { why: 'its name holds characters that cannot be seen' };
  if (/^([a-z]:|[/\\])/i.test(name)) return { why: 'its name leads to a fixed place on a disk' };
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { why: 'its name leads out of the archive' };
  return parts.length === 0 ? { why: 'it has no name' } : { path: parts.join('/') };
}

/** A name as it may be shown to people. */
export function shownName(name: string): string {
  const seen = Array.from(name.slice(0, 80), (character) => (hasControls(character) ? '\ufffd' : character)).join('');
  return name.length > 80 ? `${seen}…` : seen;
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e)) return true;
  }
  return false;
}
