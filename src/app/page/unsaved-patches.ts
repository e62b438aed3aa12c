/**
 * Patches that are on their way to the disk when the page goes away: a list stays with the tab from the moment it is changed
 * until its owner says that it is kept, so that a reload in between finds it again.
 */
import type { Patch } from '../../reward/types';
import { forgetInTab, noteInTab, tabNote } from '../../store/tab-notes';

/** What was changed, and the lists that may be on the disk while it is on its way. */
export interface Unsaved {
  readonly bases: readonly (readonly Patch[])[];
  readonly patches: readonly Patch[];
}

const keyOf = (rewardId: string): string => `truewheel.unsaved:${rewardId}`;

/** Notes a list. */
export function noteUnsaved(rewardId: string, unsaved: Unsaved): void {
  noteInTab(keyOf(rewardId), JSON.stringify(unsaved));
}

/** Forgets what was noted for a reward. */
export function forgetUnsaved(rewardId: string): void {
  forgetInTab(keyOf(rewardId));
}

/**
 * What was noted for a reward and is newer than what is stored.
 * @param stored the list as it is on the disk
 * @returns null where nothing was noted, where it was kept after all, or where others have changed the list meanwhile
 */
export function unsavedOf(rewardId: string, stored: readonly Patch[]): readonly Patch[] | null {
  // Only this module writes under its key; whether the patches are valid is asked of their owner, as for every change.
  const unsaved = JSON.parse(tabNote(keyOf(rewardId)) ?? 'null') as Unsaved | null;
  if (unsaved === null || same(unsaved.patches, stored)) return null;
  return unsaved.bases.some((base) => same(base, stored)) ? unsaved.patches : null;
}

function same(a: readonly Patch[], b: readonly Patch[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
