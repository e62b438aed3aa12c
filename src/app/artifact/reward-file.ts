/**
 * Whether a file is a reward: one that was downloaded here, or a model that was trained elsewhere. Told by its name or, where
 * somebody renamed it, by its first bytes.
 */

/** Browsers put a number before the ending of a file that they download again. */
const named = /(\.reward( ?\(\d+\))?\.zip|\.safetensors)$/i;
/** Every reward file begins with this part; its name stands 30 bytes into a zip. */
const firstPart = 'artifact.id';

const headerLimit = 16 * 2 ** 20;

/** True for what begins like a model in safetensors: a length below 16 MiB in 8 bytes, then a brace. */
export function beginsLikeSafetensors(head: Uint8Array): boolean {
  if (head.length < 9) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getUint32(0, true) <= headerLimit && view.getUint32(4, true) === 0 && head[8] === 0x7b;
}

export async function isRewardFile(file: File): Promise<boolean> {
  if (named.test(file.name)) return true;
  try {
    const head = new Uint8Array(await file.slice(0, 30 + firstPart.length).arrayBuffer());
    return new TextDecoder('latin1').decode(head.subarray(30)) === firstPart || beginsLikeSafetensors(head);
  } catch {
    // What cannot be read is refused with its sentence by whoever reads it.
    return false;
  }
}
