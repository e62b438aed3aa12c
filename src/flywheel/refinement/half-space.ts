/**
 * Kernels behind a plane (docs/methods.md 2): the normal is the way out of a norm or, where no norm is known, of a max-margin
 * separator between a cluster and the good points around it. Only planes that keep those good points out by ε are used:
 * behind any other a kernel reaches no farther than a plain one.
 */
import { NeighbourTree } from '../../reward/distance/nearest';
import { drawnInputs, pickedInputs } from '../rates/drawn';
import { clusterFlaws } from '../triage';
import type { RefinementWords, Refiner, RepairContext } from '../types';
import { KernelBatch, plateauCore } from './kernel-batch';
import { marginGradients, rowsByNorm } from './margin-gradient';
import { separator } from './separator';

/** Unit normals at most this far apart are one direction. */
const sameDirection = 0.2;
/** Good points around a cluster that its plane must keep out, and clusters that are tried, the largest first. */
const nearby = 256;
const mostClusters = 64;
/** The plane stands off the good points by ε and this much, so that rounding lets none through. */
const clearance = 1e-6;

/** Flaws with a direction in which they lie beyond good points. */
interface Side {
  readonly rows: readonly number[];
  readonly normal: Float64Array;
  /** Basin rows that the plane is to keep out; null = all. */
  readonly near: readonly number[] | null;
  /** How far its kernels may reach: a norm holds everywhere, what a person labelled speaks of its surroundings. */
  readonly mostReach: number;
}

export const halfSpaceWords: RefinementWords<'half-space'> = {
  id: 'half-space',
  title: 'Kernel behind a plane',
  hint: 'Kernels behind a plane that keeps good points out by ε: normal from the norm, or from a max-margin separator.',
  evidence: 'certified',
};

export const halfSpace: Refiner<'half-space'> = {
  ...halfSpaceWords,
  async propose(context) {
    const sides = [...sidesOfNorms(context), ...sidesOfClusters(context)];
    if (sides.length === 0) return [];
    const batch = await KernelBatch.open(context);
    const inputs = drawnInputs(context.problem);
    for (const side of sides) {
      const height = planeHeight(context, side, batch.epsilon);
      const beyond = side.rows.filter((row) => heightAt(context.at.x, row, side.normal) > height);
      const normal = inputs.map((input) => side.normal[input]);
      const origin = normal.map((value) => value * height);
      if (beyond.length > 0) {
        const gate = { type: 'half-space', normal, origin } as const;
        await batch.cover(beyond, inputs, gate, side.mostReach);
      }
    }
    return batch.patches;
  },
};

function heightAt(x: ArrayLike<number>, row: number, normal: Float64Array): number {
  let height = 0;
  for (let d = 0; d < normal.length; d++) height += x[row * normal.length + d] * normal[d];
  return height;
}

/** Height that the plane stands at: the good points that it keeps out lie ε below. */
function planeHeight({ problem }: RepairContext, { normal, near }: Side, epsilon: number): number {
  const { x, rows } = problem.basin.points;
  let highest = -Infinity;
  for (let i = 0; i < (near?.length ?? rows); i++) highest = Math.max(highest, heightAt(x, near?.[i] ?? i, normal));
  return highest + epsilon + clearance * (1 + Math.abs(highest) + epsilon);
}

/** Flaws of a norm whose margin falls in the same direction. */
function sidesOfNorms({ problem, flaws, at }: RepairContext): Side[] {
  const sides: (Side & { readonly rows: number[] })[] = [];
  for (const [id, rows] of rowsByNorm(flaws)) {
    const norm = problem.norms.find((opened) => opened.norm.id === id);
    // The way away from demonstrations is another at every flaw.
    if (norm === undefined || norm.norm.type === 'support') continue;
    const own = sides.length;
    const gradients = marginGradients(problem, norm, at.x, rows);
    // No severe norm that is left turns on a rate that is filled in: those slopes are 0.
    rows.forEach((row, i) => {
      const normal = unit(gradients.subarray(i * problem.dims, (i + 1) * problem.dims).map((slope) => -slope));
      if (normal === null) return;
      const side = sides.slice(own).find((other) => apart(other.normal, normal) <= sameDirection);
      if (side) side.rows.push(row);
      else sides.push({ rows: [row], normal, near: null, mostReach: Infinity });
    });
  }
  return sides.sort((a, b) => b.rows.length - a.rows.length).slice(0, mostClusters);
}

/** Clusters that no norm speaks of, each against the good points around it. */
function sidesOfClusters({ problem, flaws, at }: RepairContext): Side[] {
  const { dims, basin, epsilon99 } = problem;
  const { x, rows: good } = basin.points;
  const inputs = drawnInputs(problem);
  const around = epsilon99 > 0 ? epsilon99 : 0.5;
  const places = new Map(flaws.map((flaw, row) => [flaw, row]));
  const rowOf = (row: number) => at.x.subarray(row * dims, (row + 1) * dims);
  const labelled = flaws.filter(({ norm }) => norm === null);
  const clusters = clusterFlaws(labelled, (flaw) => rowOf(places.get(flaw) ?? 0), () => 1, around); // prettier-ignore
  if (clusters.length === 0 || good === 0) return [];
  const tree = new NeighbourTree(x, good, dims);
  return clusters.slice(0, mostClusters).flatMap(({ flaws: members, radius }) => {
    const rows = members.map((flaw) => places.get(flaw) ?? 0);
    const { count, indices } = tree.nearest(rowOf(rows[0]), nearby);
    const near = [...indices.subarray(0, count)];
    const drawn = (points: ArrayLike<number>, which: readonly number[]) =>
      pickedInputs(gathered(points, which, dims), dims, inputs);
    const found = separator(drawn(at.x, rows), drawn(x, near), inputs.length);
    if (found === null) return [];
    const normal = new Float64Array(dims);
    inputs.forEach((input, i) => (normal[input] = found[i]));
    return [{ rows, normal, near, mostReach: (2 * radius + around) / plateauCore }];
  });
}

function gathered(x: ArrayLike<number>, rows: readonly number[], dims: number): Float64Array {
  return Float64Array.from(
    { length: rows.length * dims },
    (_, at) => x[rows[Math.floor(at / dims)] * dims + (at % dims)],
  );
}

function unit(vector: Float64Array): Float64Array | null {
  const length = Math.hypot(...vector);
  return length > 1e-9 ? vector.map((value) => value / length) : null;
}

function apart(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, d) => value - b[d]));
}
