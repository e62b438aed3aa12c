/** Scoring piece by piece: the part of the points that a chunk covers, and where its scores go. */
import type { Points, Scores } from './types';

/** Rows `from … to` of points, without copying. */
export function slicePoints(points: Points, from: number, to: number): Points {
  const dims = points.x.length / points.rows;
  const raws = points.raw.length / points.rows;
  return {
    rows: to - from,
    x: points.x.subarray(from * dims, to * dims),
    raw: points.raw.subarray(from * raws, to * raws),
  };
}

/** Room for the scores of all rows. */
export function emptyScores(rows: number, members: number): Scores {
  return {
    score: new Float64Array(rows),
    baseReward: new Float64Array(rows),
    suppression: new Float64Array(rows),
    raise: new Float64Array(rows),
    energy: new Float64Array(rows),
    memberDisagreement: new Float64Array(rows),
    sensitivity: new Float64Array(rows),
    memberEnergies: new Float64Array(rows * members),
  };
}

/** Writes the scores of a chunk that began at row `from` into those of all rows. */
export function placeScores(all: Scores, part: Scores, from: number, members: number): void {
  for (const name of Object.keys(all) as (keyof Scores)[]) {
    all[name].set(part[name], name === 'memberEnergies' ? from * members : from);
  }
}
