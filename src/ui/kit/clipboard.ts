/** Hands text to the clipboard. */

/** @returns false where the browser refuses: then the text must be marked and copied by hand */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
