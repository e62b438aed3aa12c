/** The picture behind the drop zone: a small reward map of a bundled example, computed when the site was built. */
import { viridis } from '../viridis';

export interface Landing {
  readonly size: number;
  /** [size²] safety of 0 … 255, row 0 at the top. */
  readonly safety: Uint8Array;
  /** Demonstrations, flat x, y in [0, 1] from the left and the top. */
  readonly cloud: readonly number[];
}

/** Reads `landing.json` {size, safety: base64, cloud}; null when this build has none. */
export async function fetchLanding(): Promise<Landing | null> {
  try {
    const response = await fetch('landing.json');
    if (!response.ok) return null;
    const { size, safety, cloud } = (await response.json()) as { size: number; safety: string; cloud: number[] };
    const bytes = Uint8Array.from(atob(safety), (letter) => letter.charCodeAt(0));
    return bytes.length === size * size ? { size, safety: bytes, cloud } : null;
  } catch {
    return null;
  }
}

/** Paints blocks of `side` cells in rows `from` … `to` (in blocks), each in the colour of its middle cell. */
function paintRows({ size, safety }: Landing, pixels: ImageData, side: number, from: number, to: number): void {
  for (let y = from * side; y < Math.min(size, to * side); y++) {
    const middleY = Math.min(size - 1, Math.floor(y / side) * side + (side >> 1));
    for (let x = 0; x < size; x++) {
      const middleX = Math.min(size - 1, Math.floor(x / side) * side + (side >> 1));
      const colour = safety[middleY * size + middleX] * 3;
      const at = (y * size + x) * 4;
      for (let c = 0; c < 3; c++) pixels.data[at + c] = viridis[colour + c];
      pixels.data[at + 3] = 255;
    }
  }
}

/**
 * A painter that goes from coarse to fine. Each call paints a little more and tells whether there is more to come.
 * @param levels sides of the blocks, coarse first, ending in 1
 */
export function coarseToFine(landing: Landing, pixels: ImageData, levels = [32, 16, 8, 4, 2, 1]): () => boolean {
  let level = 0;
  let row = 0;
  return () => {
    const side = levels[level];
    const rows = Math.ceil(landing.size / side);
    const step = Math.max(1, Math.ceil(rows / 40));
    paintRows(landing, pixels, side, row, row + step);
    row += step;
    if (row < rows) return true;
    row = 0;
    level += 1;
    return level < levels.length;
  };
}
