/** `basin.safetensors`: the good points, standardised, and the episode of each. It is the user's data. */
import { readSafetensors, writeSafetensors } from '../formats/artifact/safetensors';
import type { Basin } from '../reward/types';
import { Refused } from '../basics/refused';

const basinSchema = 'truewheel.basin/1';

export function writeBasin({ dims, points, episodes }: Basin): Uint8Array<ArrayBuffer> {
  return writeSafetensors({
    tensors: new Map([
      ['episodes', { shape: [episodes.length], data: episodes }],
      ['points', { shape: [episodes.length, dims], data: points }],
    ]),
    metadata: new Map([['schema', basinSchema]]),
  });
}

/** @param epsilon99 as gate.json says. @throws Refused */
export function readBasin(bytes: Uint8Array, dims: number, epsilon99: number): Basin {
  const read = readSafetensors(bytes);
  if (!read.ok) throw new Refused(`basin.safetensors: ${read.failure.cause ?? read.failure.message}`);
  if (read.value.metadata.get('schema') !== basinSchema) throw new Refused('basin.safetensors has another schema');
  const points = read.value.tensors.get('points');
  const episodes = read.value.tensors.get('episodes');
  const fits =
    points?.data instanceof Float32Array &&
    episodes?.data instanceof Uint32Array &&
    read.value.tensors.size === 2 &&
    points.shape.length === 2 &&
    points.shape[1] === dims &&
    points.shape[0] === episodes.data.length;
  if (!fits) throw new Refused('basin.safetensors does not hold points and their episodes');
  return { dims, points: points.data as Float32Array, episodes: episodes.data as Uint32Array, epsilon99 };
}
