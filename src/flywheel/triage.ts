/**
 * Triage (docs/methods.md 4): near-duplicate flaws become one cluster, the clusters stand by severity × audit gap × size, and
 * what a person rejected does not return in the same form. The order of the flaws changes nothing.
 */
import type { Floats } from '../basics/arrays';
import { LeaderIndex } from './leader-index';
import type { Flaw, FlawCluster } from './types';

/** Radius where the tube has none, standardised units. */
const defaultRadius = 0.5;

/** Where a flaw lies: [D] standardised. */
export type PlaceOf = (flaw: Flaw) => Floats | readonly number[];

/** Flaws of one norm with their places, in an order of their own. */
interface Group {
  readonly flaws: readonly Flaw[];
  /** [n × D] */
  readonly x: Float64Array;
  readonly dims: number;
}

/**
 * Clusters by norm and distance: each flaw joins the nearest leader at most a radius away, or leads; the most rewarded lead.
 * @param gapOf audit gap a of a flaw, in [0, 1]
 * @param radius standardised units, as a rule ε₉₉; .5 where it is no number above 0
 * @returns the most pressing first; all of them wait for a verdict
 */
export function clusterFlaws(
  flaws: readonly Flaw[],
  xOf: PlaceOf,
  gapOf: (flaw: Flaw) => number,
  radius: number,
): FlawCluster[] {
  const clusters = groupsOf(flaws, xOf).flatMap((group) => {
    const index = new LeaderIndex(group.x, group.dims, usable(radius));
    const members: number[][] = [];
    group.flaws.forEach((_, row) => {
      const nearest = index.nearest(row);
      if (nearest >= 0) members[nearest].push(row);
      else members[index.add(row)] = [row];
    });
    return members.map((rows) => clusterOf(group, rows, gapOf));
  });
  return clusters.sort((a, b) => b.priority - a.priority || compare(a.id, b.id));
}

/**
 * Flaws without those that a person has turned away: of the same norm, and a radius or less from a rejected cluster's
 * middle or from one of its flaws, or no farther from the middle than it was wide (at most twice the radius).
 */
export function withoutRejected(
  flaws: readonly Flaw[],
  rejected: readonly FlawCluster[],
  xOf: PlaceOf,
  radius: number,
): readonly Flaw[] {
  if (rejected.length === 0 || flaws.length === 0) return flaws;
  const near = usable(radius);
  const forms = new Map<string | null, { x: Floats | readonly number[]; within: number }[]>();
  for (const { norm, flaws: members, centre, radius: wide } of rejected) {
    const held = forms.get(norm) ?? [];
    for (const member of members) held.push({ x: xOf(member), within: near });
    const within = Math.max(near, Math.min(wide, 2 * near));
    if (members.length > 0) held.push({ x: xOf({ ...members[0], raw: centre }), within });
    forms.set(norm, held);
  }
  return flaws.filter((flaw) => {
    const own = forms.get(flaw.norm);
    if (own === undefined) return true;
    const x = xOf(flaw);
    return !own.some((form) => distance(form.x, x) <= form.within);
  });
}

function usable(radius: number): number {
  return radius > 0 && Number.isFinite(radius) ? radius : defaultRadius;
}

function distance(a: Floats | readonly number[], b: Floats | readonly number[]): number {
  let squares = 0;
  for (let d = 0; d < a.length; d++) squares += (a[d] - b[d]) ** 2;
  return Math.sqrt(squares);
}

/** By norm, then the most rewarded first; equal ones by their place, so that no list's order shows. */
function groupsOf(flaws: readonly Flaw[], xOf: PlaceOf): Group[] {
  const byNorm = new Map<string | null, Flaw[]>();
  for (const flaw of flaws) {
    const held = byNorm.get(flaw.norm);
    if (held === undefined) byNorm.set(flaw.norm, [flaw]);
    else held.push(flaw);
  }
  return [...byNorm.values()].map((own) => {
    own.sort(inOwnOrder);
    const dims = xOf(own[0]).length;
    const x = new Float64Array(own.length * dims);
    own.forEach((flaw, row) => x.set(xOf(flaw), row * dims));
    return { flaws: own, x, dims };
  });
}

function inOwnOrder(a: Flaw, b: Flaw): number {
  if (a.score !== b.score && !Number.isNaN(a.score) && !Number.isNaN(b.score)) return b.score - a.score;
  const place = a.raw.findIndex((value, i) => value !== b.raw[i]);
  return place < 0 ? compare(a.id, b.id) : a.raw[place] - b.raw[place];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param rows members, the leader first */
function clusterOf({ flaws, x, dims }: Group, rows: readonly number[], gapOf: (flaw: Flaw) => number): FlawCluster {
  const middle = new Float64Array(dims);
  for (const row of rows) for (let d = 0; d < dims; d++) middle[d] += x[row * dims + d] / rows.length;
  const rowOf = (row: number) => x.subarray(row * dims, (row + 1) * dims);
  const centre = rows.reduce((best, row) =>
    distance(rowOf(row), middle) < distance(rowOf(best), middle) ? row : best,
  );
  const leader = flaws[rows[0]];
  const gap = gapOf(flaws[centre]);
  return {
    id: `cluster-${leader.id}`,
    norm: leader.norm,
    severity: leader.severity,
    flaws: rows.map((row) => flaws[row]),
    centre: flaws[centre].raw,
    radius: rows.reduce((widest, row) => Math.max(widest, distance(rowOf(row), rowOf(centre))), 0),
    gap,
    priority: leader.severity * gap * rows.length,
    verdict: 'waiting',
    inconclusive: false,
  };
}
