/**
 * How long a repair of the spatial tube takes, scoring every lattice point again included, with what it leaves and takes,
 * beside the authors' 6.14 s for their own demo on another field.
 */
import { systemClock } from '../../src/basics/clock';
import { repair, repairs, tubeFigures, tubeSample, type Repair, type TubeFigures } from './spatial-tube';
import { scoreUnder, tubeWorld, type TubeFile, type TubeWorld } from './spatial-tube-world';
import type { Bench, BenchRow } from './rows';

const published = 6.14;
const runs = 3;

async function fetched(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} could not be fetched`);
  return response;
}

/** The table is the end of the npy file. */
async function openTube(): Promise<{ file: TubeFile; world: TubeWorld }> {
  const golden = await fetched(new URL('../golden/spatial-tube.json', import.meta.url));
  const file = (await golden.json()) as TubeFile;
  const bytes = await (await fetched(new URL('../golden/spatial-tube-loss.npy', import.meta.url))).arrayBuffer();
  const length = file.lattice.resolution ** 3 * Float32Array.BYTES_PER_ELEMENT;
  return { file, world: tubeWorld(file, new Float32Array(bytes.slice(bytes.byteLength - length))) };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function noteOf({ patches, flawsLeft, basinCount, maxRewardLost, ...off }: TubeFigures): string {
  const on = `${patches} patches, ${flawsLeft} flaws left, basin ${basinCount}, at most ${maxRewardLost.toFixed(3)} lost`;
  const between = `off the lattice ${percent(off.offLatticeFlawShare)} of the flaws, ${percent(off.offLatticeLossShare)} over`;
  return `${on}; ${between}, at most ${off.maxOffLatticeLoss.toFixed(3)}; authors' own demo ${published} s`;
}

async function measure(name: Repair): Promise<BenchRow & TubeFigures> {
  const { file, world } = await openTube();
  const seconds: number[] = [];
  let patches = await repair(world, name);
  for (let run = 0; run < runs; run++) {
    const start = systemClock.elapsed();
    patches = await repair(world, name);
    scoreUnder(world, world.nodes.points, patches);
    seconds.push((systemClock.elapsed() - start) / 1000);
  }
  const figures = tubeFigures(world, name, patches, tubeSample(file, world));
  const value = seconds.sort((a, b) => a - b)[Math.floor(runs / 2)];
  return { name: `flywheel/spatial-tube/${name}`, value, unit: 's', runs, note: noteOf(figures), ...figures };
}

export const flywheelBenches: readonly Bench[] = repairs.map((name) => ({
  name: `flywheel/spatial-tube/${name}`,
  run: () => measure(name),
}));
