/** A reward with a monitor: motion models and out-of-fold episodes of a random walk, by rule. */
import { Random } from '../../../src/basics/random';
import { unwatched } from '../../../src/basics/task';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { encodedWidth } from '../../../src/demonstrations/encoding';
import { motionOf, type MonitorModels } from '../../../src/gate/monitor/gate-monitor';
import { fitMotion, OpenMotion } from '../../../src/gate/monitor/motion-model';
import { movingInputs } from '../../../src/gate/monitor/moving-inputs';
import { runLengths } from '../../../src/gate/monitor/series';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { openBasin, uncertainties } from '../../../src/reward/distance/uncertainty';
import { pointsOf } from '../../../src/release/points';
import type { ArtifactInput } from '../../../src/release/artifact';
import type { OutOfFoldEpisode } from '../../../src/reward/types';

/** Raw rows that wander; categories stay, one column of the rest is stuck now and then. The last feature never varies. */
export function walk(features: readonly Feature[], rows: number, random: Random): Float64Array {
  const width = features.length;
  const raw = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    features.forEach(({ role, levels }, f) => {
      const at = row * width + f;
      const before = row === 0 ? 0.3 * random.normal() : raw[at - width];
      if (f === width - 1) raw[at] = 0.5;
      else if (role === 'category')
        raw[at] = row === 0 || random.next() < 0.05 ? levels[random.integer(levels.length)] : before;
      else if (row === 0 || random.next() < 0.9) raw[at] = Math.fround(0.9 * before + 0.15 * random.normal());
      else raw[at] = before;
    });
  }
  return raw;
}

const episodes = 24;
const frames = 20;

/** The same reward with a monitor that was calibrated by such walks. */
export async function withMonitor(input: ArtifactInput): Promise<ArtifactInput & { readonly monitor: MonitorModels }> {
  const { model, basin } = input;
  const { features } = model;
  const models = openModel(model);
  if (!models.ok || basin === null) throw new Error('the reward does not open');
  const random = Random.of(11, 'walks');
  const used = features.flatMap(({ role }, f) => (role === 'derived' || f === features.length - 1 ? [] : f));
  const watched = used.filter((f) => features[f].role !== 'category');
  const own = used.map((f) => features[f]);
  const columns = encodedWidth(own) + movingInputs(own).length;
  const walks = Array.from({ length: episodes }, () => walk(features, frames, random));
  const rows = Float64Array.from(walks.flatMap((raw) => Array.from(motionOf(features, used, raw, frames))));
  const motion = await Promise.all(
    model.members.map((_, k) => fitMotion(rows, columns, 400, Random.of(k, 'motion'), unwatched)),
  );
  const scorer = new ReferenceScorer(model, models.value);
  const outOfFold: OutOfFoldEpisode[] = [];
  for (const [episode, raw] of walks.entries()) {
    const member = episode % model.members.length;
    const points = pointsOf(model, raw);
    const { memberEnergies } = await scorer.score(points, []);
    outOfFold.push({
      episode,
      member,
      energies: Float64Array.from({ length: frames }, (_, t) => memberEnergies[t * model.members.length + member]),
      uncertainties: uncertainties(openBasin(basin), points.x, frames),
      motion: new OpenMotion(motion[member]).energies(motionOf(features, used, raw, frames)).map(Math.fround),
      runs: runLengths(raw, frames, features.length, watched),
    });
  }
  const constants = [{ column: features.length - 1, value: 0.5 }];
  return { ...input, outOfFold, monitor: { used, watched, constants, motion } };
}
