/** Demonstrations on the map, and what its axes are. */
import { Slice } from '../reward/plane';
import type { OpenReward } from './open-reward';
import type { Cloud, Plane } from './types';

const mostPoints = 20_000;
/** Room around what was observed, as a share of its span. */
const margin = 0.15;

/** Basin points seen along the plane's normal; every n-th when there are more than can be drawn. */
export function cloudOf({ space, components, basin }: OpenReward, plane: Plane): Cloud {
  if (!basin) return { xy: new Float32Array(0), episode: new Uint32Array(0), shown: 0, total: 0 };
  const { points, episodes, dims } = basin;
  const total = episodes.length;
  const step = Math.ceil(total / mostPoints);
  const shown = Math.ceil(total / step);
  const chosen = new Float32Array(shown * dims);
  const episode = new Uint32Array(shown);
  for (let i = 0; i < shown; i++) {
    chosen.set(points.subarray(i * step * dims, (i * step + 1) * dims), i * dims);
    episode[i] = episodes[i * step];
  }
  return { xy: new Slice(space, plane, components).project(chosen, shown), episode, shown, total };
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
    const share = Math.round((100 * deviations[i] ** 2) / variance);
    const { xy } = cloudOf(reward, plane(reward, i));
    let [min, max] = [0, 0];
    for (let at = 0; at < xy.length; at += 2) {
      min = Math.min(min, xy[at]);
      max = Math.max(max, xy[at]);
    }
    return { title: `component ${i + 1} (${share} %)`, unit: 'std', range: padded(min, max) };
  });
}

function plane({ document }: OpenReward, component: number): Plane {
  return {
    mode: 'components',
    x: component,
    y: component,
    origin: document.centre,
    rangeX: [0, 1],
    rangeY: [0, 1],
  };
}

function padded(min: number, max: number): readonly [number, number] {
  const span = max - min || 1;
  return [min - margin * span, max + margin * span];
}
