/**
 * Notes that belong to one tab and outlive a reload of it, written at once: for what is still on its way to the database. A
 * browser that refuses storage goes without.
 */

/** Writes a note under its key. */
export function noteInTab(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // What is noted is on its way to the database all the same.
  }
}

/** The note under a key; null where there is none. */
export function tabNote(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Takes a note away. */
export function forgetInTab(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // What may not be written is not there.
  }
}
