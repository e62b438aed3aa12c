/** Keys that work on the selected patch. */
import type { MapState } from '../../../map/map-state.svelte';
import type { PatchEdits } from './patch-edits';

let lastKey: { readonly id: string; readonly gesture: string } | null = null;

/** A run of key presses on one patch is one step of undo. */
function gestureOf(edits: PatchEdits, id: string, again: boolean): string {
  if (!again || lastKey?.id !== id) lastKey = { id, gesture: edits.begin() };
  return lastKey.gesture;
}

/** Does what the key asks of the selected patch; false when it asks for nothing. */
export function patchKey(event: KeyboardEvent, map: MapState, edits: PatchEdits): boolean {
  const patch = map.patches.current;
  const plane = map.plane;
  if (patch === null || plane === null) return false;
  if (event.key === 'Delete' || event.key === 'Backspace') {
    map.patches.remove(patch.id);
    return true;
  }
  if (event.key === 'Escape') {
    map.patches.selected = null;
    return true;
  }
  const factor = event.key === '+' || event.key === '=' ? 1.1 : event.key === '-' ? 1 / 1.1 : 1;
  if (factor !== 1 && 'reach' in patch) {
    edits.resize(patch.id, patch.reach * factor, gestureOf(edits, patch.id, event.repeat));
    return true;
  }
  const step = event.shiftKey ? 0.05 : 0.01;
  const dx = event.key === 'ArrowRight' ? step : event.key === 'ArrowLeft' ? -step : 0;
  const dy = event.key === 'ArrowUp' ? step : event.key === 'ArrowDown' ? -step : 0;
  const outline = map.outline(patch.id);
  if ((dx === 0 && dy === 0) || outline === null) return false;
  const place = [
    outline.centre[0] + dx * (plane.rangeX[1] - plane.rangeX[0]),
    outline.centre[1] + dy * (plane.rangeY[1] - plane.rangeY[0]),
  ] as const;
  map.shiftOutline(patch.id, place);
  edits.move({ id: patch.id, place, key: gestureOf(edits, patch.id, event.repeat) });
  return true;
}
