/** Whether a file is a reward file, told by its name or, where somebody renamed it, by its first bytes. */

/** Browsers put a number before the ending of a file that they download again. */
const named = /\.reward( ?\(\d+\))?\.zip$/i;
/** Every reward file begins with this part; its name stands 30 bytes into a zip. */
const firstPart = 'artifact.id';

export async function isRewardFile(file: File): Promise<boolean> {
  if (named.test(file.name)) return true;
  try {
    const head = new Uint8Array(await file.slice(0, 30 + firstPart.length).arrayBuffer());
    return new TextDecoder('latin1').decode(head.subarray(30)) === firstPart;
  } catch {
    // What cannot be read is refused with its sentence by whoever reads it.
    return false;
  }
}
