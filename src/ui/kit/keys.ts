/** Which key presses are meant for the screen rather than for a field. */

/** True while the focus is in something that takes letters or arrows, or a dialog is open. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (document.querySelector('[role="dialog"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="tablist"]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'button';
  return target.isContentEditable || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
