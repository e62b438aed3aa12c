/** Patches as an event of the ledger names them. */
import { canonicalize } from 'json-canonicalize';
import { sha256 } from '../../basics/hash';
import type { Patch } from '../../reward/types';

/** Ids in order, and the SHA-256 (hex) of the canonical JSON (RFC 8785) of the list. */
export async function patchSetOf(patches: readonly Patch[]): Promise<{ ids: string[]; sha256: string }> {
  const canonical = new TextEncoder().encode(canonicalize(patches));
  return { ids: patches.map(({ id }) => id), sha256: await sha256(canonical) };
}
