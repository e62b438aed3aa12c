/** The models of the monitor as the store keeps them: sizes in the document, numbers in arrays beside it. */
import { joined } from '../../basics/arrays';
import type { MonitorModels } from '../../gate/monitor/gate-monitor';
import { mixtureOf, type MotionModel } from '../../gate/monitor/motion-model';
import type { OutOfFoldEpisode } from '../../reward/types';
import type { Arrays, RewardDocument, StoredArray } from '../../store/types';

type MonitorDocument = NonNullable<RewardDocument['monitor']>;

export function monitorDocument({ used, watched, constants, motion }: MonitorModels): MonitorDocument {
  const sizes = motion.map(({ mean, mixture }) => {
    return { components: mixture.components, columns: mean.length, dims: mixture.dims };
  });
  return { used: [...used], watched: [...watched], constants: [...constants], motion: sizes };
}

export function monitorArrays(
  models: MonitorModels | null,
  episodes: readonly OutOfFoldEpisode[],
): Record<string, StoredArray> {
  if (models === null) return {};
  const arrays: Record<string, StoredArray> = {
    'monitor/g': joined(episodes.map(({ motion }) => motion ?? new Float64Array(0))),
    'monitor/runs': Uint32Array.from(episodes.flatMap(({ runs }) => Array.from(runs ?? []))),
  };
  models.motion.forEach(({ mean, std, axes, mixture }, k) => {
    const { weights, means, precisions } = mixture;
    for (const [name, values] of Object.entries({ mean, std, weights, means, precisions, ...(axes ? { axes } : {}) })) {
      arrays[`monitor/${k}/${name}`] = Float32Array.from(values);
    }
  });
  return arrays;
}

export function monitorOf(document: RewardDocument['monitor'], arrays: Arrays): MonitorModels | null {
  if (document === null) return null;
  const { used, watched, constants } = document;
  const motion = document.motion.map(({ dims }, k): MotionModel => {
    const of = (name: string) => Float64Array.from(arrays[`monitor/${k}/${name}`]);
    const mixture = mixtureOf(of('weights'), of('means'), of('precisions'), dims);
    return { mean: of('mean'), std: of('std'), axes: `monitor/${k}/axes` in arrays ? of('axes') : null, mixture };
  });
  return { used, watched, constants, motion };
}

/** g and runs of the out-of-fold frames [start, end). */
export function unseenMotion(
  arrays: Arrays,
  watched: number,
  start: number,
  end: number,
): Pick<OutOfFoldEpisode, 'motion' | 'runs'> {
  const { 'monitor/g': g, 'monitor/runs': runs } = arrays;
  if (!(g instanceof Float64Array) || !(runs instanceof Uint32Array)) return {};
  return { motion: g.slice(start, end), runs: runs.slice(start * watched, end * watched) };
}
