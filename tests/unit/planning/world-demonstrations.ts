/** Recordings of a world by its demonstrator, with or without rates as inputs. */
import { Random } from '../../../src/basics/random';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import { asDemonstrated, runEpisode } from '../../../src/planning/closed-loop';
import { readingsOf } from '../../../src/planning/reading';
import type { World } from '../../../src/planning/world';
import { need } from './learned';

/** Features of a world: its columns, and rates of those named. */
export function worldFeatures(world: World, rated: readonly string[]): Feature[] {
  const of = (name: string, column: string, role: Feature['role']): Feature => ({
    name,
    column,
    role,
    unit: '',
    group: 'observation',
    levels: [],
  });
  const { columns } = world;
  return [
    ...columns.map(({ name }) => of(name, name, 'continuous')),
    ...rated.map((name) => of(`rate of ${name}`, name, 'derived')),
  ];
}

export interface Recorded {
  readonly demonstrations: Demonstrations;
  /** Mean true return of the recorded episodes. */
  readonly trueReturn: number;
}

export async function recordWorld(
  world: World,
  rated: readonly string[],
  episodes: number,
  seed: number,
): Promise<Recorded> {
  const features = worldFeatures(world, rated);
  const readings = need(readingsOf(world, features));
  const starts = [0];
  const values: number[] = [];
  const random = Random.of(seed, 'record', world.id);
  let trueReturn = 0;
  for (let i = 0; i < episodes; i++) {
    const acts = asDemonstrated(world, random);
    const episode = await runEpisode(world, readings, world.timeStep, world.start(random), acts);
    values.push(...episode.raw);
    starts.push(starts[i] + episode.frames);
    trueReturn += episode.trueReturn / episodes;
  }
  const demonstrations = {
    features,
    rows: starts[episodes],
    values: Float32Array.from(values),
    episodes: Uint32Array.from(starts),
    timeStep: world.timeStep,
  };
  return { demonstrations, trueReturn };
}
