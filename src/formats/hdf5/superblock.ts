/** The first bytes of an HDF5 file, read without the library: is it one, and is all of it there? */
import { fail, ok, type Result } from '../../basics/result';
import { headBytes } from '../format';
import { readSlice, type SourceFile } from '../source';

/** More than any first block has. */
const blockBytes = 256;
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the signature lies: at 0, or after a block of the user's of 512 · 2ᵏ bytes; −1 when it is none. */
export function hdf5Start(head: Uint8Array): number {
  for (let at = 0; at + signature.length <= head.length; at = at === 0 ? 512 : 2 * at) {
    if (signature.every((byte, i) => head[at + i] === byte)) return at;
  }
  return -1;
}

/** Fails with `unsupported` (MATLAB, which stores arrays transposed), `malformed`, `truncated` or `storage`. */
export async function checkSuperblock(file: SourceFile): Promise<Result<true>> {
  const head = await readSlice(file, 0, headBytes);
  if (!head.ok) return head;
  const at = hdf5Start(head.value);
  if (at < 0) return damagedHdf5(file.name);
  if (at > 0 && new TextDecoder('latin1').decode(head.value.subarray(0, 6)) === 'MATLAB') {
    const message = `“${file.name}” is a MATLAB file. It stores arrays transposed, so they are not guessed at.`;
    return fail('unsupported', message, 'Write the arrays with writematrix and choose that file.');
  }
  const block = await readSlice(file, at, at + blockBytes);
  if (!block.ok) return block;
  const end = endOfFile(block.value);
  if (end === undefined) return cut(file.name);
  if (end === null) return damagedHdf5(file.name);
  return end > file.size ? cut(file.name) : ok(true);
}

/** The length that the file says it has; null when it says nothing sensible, undefined when that is cut off. */
function endOfFile(block: Uint8Array): number | null | undefined {
  if (block.length < 48) return undefined;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const version = view.getUint8(8);
  if (version > 3) return null;
  const addressBytes = view.getUint8(version < 2 ? 13 : 9);
  if (addressBytes !== 4 && addressBytes !== 8) return null;
  const place = (version === 0 ? 24 : version === 1 ? 28 : 12) + 2 * addressBytes;
  if (view.byteLength < place + addressBytes) return undefined;
  return addressBytes === 4 ? view.getUint32(place, true) : Number(view.getBigUint64(place, true));
}

export function damagedHdf5(file: string, cause?: string): ReturnType<typeof fail> {
  const message = `“${file}” is a damaged HDF5 file: its inner tables cannot be followed.`;
  return fail('malformed', message, 'Copy or download it again, or write it anew.', cause);
}

function cut(file: string): ReturnType<typeof fail> {
  const message = `“${file}” ends too early: part of the HDF5 file is missing.`;
  return fail('truncated', message, 'Copy or download it again, and close it where it is written.');
}
