/**
 * The reward's colour scale: viridis (van der Walt and Smith, 2015, CC0), perceptually uniform and safe for colour-blind
 * eyes. Kept as 52 of its 256 colours; the ones between are interpolated and differ by at most 1 of 255 from the published.
 */
const anchors =
  '440154 46085c 471063 481769 481d6f 482475 472a7a 46307e 453781 433d84 414287 3f4889 3d4e8a 3a538b 38598c 355e8d 33638d ' +
  '31688e 2e6d8e 2c718e 2a768e 297b8e 27808e 25848e 23898e 218e8d 20928c 1f978b 1e9c89 1fa188 21a585 24aa83 28ae80 2eb37c ' +
  '35b779 3dbc74 46c06f 50c46a 5ac864 65cb5e 70cf57 7cd250 89d548 95d840 a2da37 b0dd2f bddf26 cae11f d8e219 e5e419 f1e51d ' +
  'fde725';

function channels(hex: string): number[] {
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function expand(): Uint8Array {
  const stops = anchors.split(' ').map(channels);
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(place), stops.length - 2);
    for (let c = 0; c < 3; c++) {
      table[i * 3 + c] = Math.round(stops[below][c] + (stops[below + 1][c] - stops[below][c]) * (place - below));
    }
  }
  return table;
}

/** [256 × 3] red, green, blue of 0 … 1 in 256 steps. */
export const viridis: Uint8Array = expand();

/** CSS colour at `value` in [0, 1]; what lies outside takes the nearest end. */
export function viridisColour(value: number): string {
  const at = 3 * Math.round(255 * Math.min(1, Math.max(0, value)));
  return `rgb(${viridis[at]}, ${viridis[at + 1]}, ${viridis[at + 2]})`;
}
