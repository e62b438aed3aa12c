/**
 * `gate.safetensors`: the models of motion and what they say of the episodes that they did not see (docs/methods.md 5, 10). Without a
 * monitor it holds nothing.
 */
import { joined } from '../basics/arrays';
import { Refused } from '../basics/refused';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/artifact/safetensors';
import type { Watching } from '../gate/document/monitor';
import type { MonitorModels } from '../gate/monitor/gate-monitor';
import { mixtureOf, type MotionModel } from '../gate/monitor/motion-model';
import type { OutOfFoldEpisode } from '../reward/types';

const monitorSchema = 'truewheel.monitor/1';

type Tensors = ReadonlyMap<string, StoredTensor>;

/** @param models null = no monitor decides */
export function writeMonitorPart(
  models: MonitorModels | null,
  episodes: readonly OutOfFoldEpisode[],
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>();
  models?.motion.forEach((model, k) => {
    for (const [name, tensor] of Object.entries(tensorsOf(model))) tensors.set(`motion.${k}.${name}`, tensor);
  });
  if (models) {
    const g = joined(episodes.map(({ motion }) => motion ?? new Float64Array(0)));
    const runs = Uint32Array.from(episodes.flatMap((own) => Array.from(own.runs ?? [])));
    tensors.set('unseen.motion', { shape: [g.length], data: Float32Array.from(g) });
    tensors.set('unseen.runs', { shape: [g.length, models.watched.length], data: runs });
  }
  return writeSafetensors({ tensors, metadata: new Map([['schema', monitorSchema]]) });
}

function tensorsOf({ mean, std, axes, mixture }: MotionModel): Record<string, StoredTensor> {
  const { components, dims, weights, means, precisions } = mixture;
  const of = (values: Float64Array, ...shape: number[]) => ({ shape, data: Float32Array.from(values) });
  return {
    mean: of(mean, mean.length),
    std: of(std, std.length),
    ...(axes ? { axes: of(axes, dims, mean.length) } : {}),
    weights: of(weights, components),
    means: of(means, components, dims),
    precisions: of(precisions, components, dims, dims),
  };
}

/**
 * @param watching as gate.json says; null = no monitor decides
 * @param columns of motion rows
 * @throws Refused
 */
export function readMonitorPart(
  bytes: Uint8Array,
  watching: Watching | null,
  members: number,
  columns: number,
  episodes: readonly OutOfFoldEpisode[],
): { monitor: MonitorModels | null; outOfFold: readonly OutOfFoldEpisode[] } {
  const read = readSafetensors(bytes);
  if (!read.ok) throw new Refused(`gate.safetensors: ${read.failure.cause ?? read.failure.message}`);
  const { tensors, metadata } = read.value;
  if (metadata.get('schema') !== monitorSchema) throw new Refused('gate.safetensors has another schema');
  if (watching === null) {
    if (tensors.size > 0) throw new Refused('gate.safetensors holds a monitor that gate.json does not know');
    return { monitor: null, outOfFold: episodes };
  }
  const motion = Array.from({ length: members }, (_, k) => modelOf(tensors, k, columns));
  const { used, watched, constants } = watching;
  return { monitor: { used, watched, constants, motion }, outOfFold: unseen(tensors, watched.length, episodes) };
}

function modelOf(tensors: Tensors, k: number, columns: number): MotionModel {
  const at = (name: string, ...shape: (number | null)[]): Float64Array => {
    const tensor = tensors.get(`motion.${k}.${name}`);
    const fits =
      tensor?.shape.length === shape.length && shape.every((size, i) => size === null || tensor.shape[i] === size);
    if (!tensor || !fits || !(tensor.data instanceof Float32Array)) throw damaged();
    return Float64Array.from(tensor.data);
  };
  const [mean, std, weights] = [at('mean', columns), at('std', columns), at('weights', null)];
  const turned = tensors.has(`motion.${k}.axes`);
  const dims = turned ? (tensors.get(`motion.${k}.axes`)?.shape[0] ?? 0) : columns;
  const axes = turned ? at('axes', null, columns) : null;
  const means = at('means', weights.length, dims);
  const mixture = mixtureOf(weights, means, at('precisions', weights.length, dims, dims), dims);
  const possible = std.every((value) => value > 0) && weights.every((value) => value > 0);
  if (!possible || !mixture.logDeterminants.every(Number.isFinite)) throw damaged();
  return { mean, std, axes, mixture };
}

/** Episodes with what the models say of them. */
function unseen(tensors: Tensors, watched: number, episodes: readonly OutOfFoldEpisode[]): OutOfFoldEpisode[] {
  const motion = tensors.get('unseen.motion')?.data;
  const runs = tensors.get('unseen.runs')?.data;
  const frames = episodes.reduce((sum, { energies }) => sum + energies.length, 0);
  const fits = motion instanceof Float32Array && runs instanceof Uint32Array && motion.length === frames;
  if (!fits || runs.length !== frames * watched) throw damaged();
  let at = 0;
  return episodes.map((episode) => {
    const [start, end] = [at, (at += episode.energies.length)];
    return {
      ...episode,
      motion: Float64Array.from(motion.subarray(start, end)),
      runs: runs.slice(start * watched, end * watched),
    };
  });
}

function damaged(): Refused {
  return new Refused('gate.safetensors does not hold the monitor that gate.json describes');
}
