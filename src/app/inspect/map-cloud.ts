/** Demonstrations on the map, and what its axes are. */
import { transfer } from 'comlink';
import { Random } from '../../basics/random';
import { Slice } from '../../reward/plane';
import type { OpenReward } from '../project/open-reward';
import type { Cloud, Plane } from '../types';

const mostPoints = 1_000_000;
/** Rows that are projected before messages are let in: some ten milliseconds. */
const piece = 32_768;
/** Rows that say how far an axis reaches. */
const axisRows = 20_000;
/** Room around what was observed, as a share of its span. */
const margin = 0.15;

type Projected = Pick<OpenReward, 'space' | 'components' | 'basin'>;

/**
 * Basin points seen along the plane's normal, in an order that is shuffled and the same every time, so that the first n are
 * a fair sample for any n. The plane's ranges and origin play no part.
 * @param pause awaited between pieces; a worker hands in one that lets messages in
 */
export async function cloudOf(
  { space, components, basin }: Projected,
  plane: Plane,
  pause: () => Promise<void>,
): Promise<Cloud> {
  if (!basin) return { xy: new Float32Array(0), about: [0, 0], shown: 0, total: 0 };
  const { points, episodes, dims } = basin;
  const total = episodes.length;
  const shown = Math.min(total, mostPoints);
  const slice = new Slice(space, plane, components);
  const about = slice.place(new Float64Array(dims));
  const places = Random.of(1, 'cloud').permutation(total);
  const xy = new Float32Array(2 * shown);
  for (let from = 0; from < total; from += piece) {
    if (from > 0) await pause();
    const to = Math.min(total, from + piece);
    const seen = slice.project(points.subarray(from * dims, to * dims), to - from, about);
    for (let row = from; row < to; row++) {
      const at = places[row];
      if (at >= shown) continue;
      xy[2 * at] = seen[2 * (row - from)];
      xy[2 * at + 1] = seen[2 * (row - from) + 1];
    }
  }
  return transfer({ xy, about, shown, total }, [xy.buffer]);
}

export interface AxisChoice {
  readonly title: string;
  readonly unit: string;
  readonly range: readonly [number, number];
}

/** Title, unit and default span of each axis of a mode. */
export function axesOf(reward: OpenReward, mode: Plane['mode']): AxisChoice[] {
  return mode === 'features' ? featureAxes(reward) : componentAxes(reward);
}

function featureAxes({ model, document }: OpenReward): AxisChoice[] {
  return model.features.map(({ name, unit, role }, f) => {
    const { min, max } = document.ranges[f];
    const range = role === 'angle' ? ([-Math.PI, Math.PI] as const) : padded(min, max);
    return { title: name, unit, range };
  });
}

function componentAxes(reward: OpenReward): AxisChoice[] {
  const { deviations } = reward.components;
  const variance = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  const count = Math.min(deviations.length, 6);
  return Array.from({ length: count }, (_, i) => {
    const [min, max] = spanOf(reward, i);
    const share = variance > 0 ? ` (${Math.round((100 * deviations[i] ** 2) / variance)} %)` : '';
    return { title: `component ${i + 1}${share}`, unit: 'std', range: padded(min, max) };
  });
}

/** Least and largest place along a component, by every n-th basin point; 0 lies in it. Without a basin, three deviations. */
function spanOf({ space, components, basin, document }: OpenReward, component: number): [number, number] {
  if (!basin) return [-3, 3];
  const { points, episodes, dims } = basin;
  const zoom = { rangeX: [0, 1], rangeY: [0, 1] } as const;
  const plane: Plane = { mode: 'components', x: component, y: component, origin: document.centre, ...zoom };
  const slice = new Slice(space, plane, components);
  const step = Math.ceil(episodes.length / axisRows);
  let [min, max] = [0, 0];
  for (let row = 0; row < episodes.length; row += step) {
    const [place] = slice.place(points.subarray(row * dims, (row + 1) * dims));
    min = Math.min(min, place);
    max = Math.max(max, place);
  }
  return [min, max];
}

function padded(min: number, max: number): readonly [number, number] {
  const span = max - min || 1;
  return [min - margin * span, max + margin * span];
}
