/** The golden files of the spatial tube. */
import { readFileSync } from 'node:fs';
import type { TubeFile } from '../../bench/spatial-tube-world';

export const tubeFile = JSON.parse(readFileSync('tests/golden/spatial-tube.json', 'utf8')) as TubeFile;

/** [20³] float32; the table is the end of the npy file. */
export function tubeLoss(): Float32Array {
  const bytes = readFileSync('tests/golden/spatial-tube-loss.npy');
  const length = tubeFile.lattice.resolution ** 3 * Float32Array.BYTES_PER_ELEMENT;
  return new Float32Array(new Uint8Array(bytes.subarray(bytes.length - length)).buffer);
}
