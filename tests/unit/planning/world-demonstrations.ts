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

/** @param least episodes with a smaller true return are recorded again: demonstrators do the task */
export async function recordWorld(
  world: World,
  rated: readonly string[],
  episodes: number,
  seed: number,
  least = -Infinity,
): Promise<Recorded> {
  const features = worldFeatures(world, rated);
  const readings = need(readingsOf(world, features));
  const starts = [0];
  const values: number[] = [];
  const returns: number[] = [];
  const random = Random.of(seed, 'record', world.id);
  while (returns.length < episodes) {
    const episode = await runEpisode(
      world,
      readings,
      world.timeStep,
      world.start(random),
      asDemonstrated(world, random),
    );
    if (episode.trueReturn < least) continue;
    values.push(...episode.raw);
    starts.push(starts[starts.length - 1] + episode.frames);
    returns.push(episode.trueReturn);
  }
  const rows = starts[starts.length - 1];
  const demonstrations = {
    features,
    rows,
    values: Float32Array.from(values),
    episodes: Uint32Array.from(starts),
    timeStep: world.timeStep,
  };
  return { demonstrations, trueReturn: returns.reduce((a, b) => a + b, 0) / episodes };
}
