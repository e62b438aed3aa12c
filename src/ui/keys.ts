/** Which key presses are meant for the screen rather than for a field. */

/** True while the focus is in something that takes letters, or a dialog is open. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (document.querySelector('[role="dialog"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
