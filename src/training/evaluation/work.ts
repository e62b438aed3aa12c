/**
 * What pieces of an evaluation cost, so that work done can be shown over work in all. Microseconds on the machine where they
 * were measured; only their proportions matter.
 */
import { rowsOf, trainingRowsOf } from '../../demonstrations/split';
import type { FamilyId } from '../../reward/families';
import { goodRows, type PreparedData } from '../prepared-data';

/** One multiplication of a blocked product, of a density, and of a network in JavaScript. */
const product = 3e-5;
const density = 2.5e-4;
const network = 2e-3;
/** Expectation–maximisation goes over its rows about this often. */
const iterations = 40;
const components = 16;
const mostRows = 20_000;

export class EvaluationWork {
  private readonly basinRows: number;
  private readonly memberRows: number;
  private readonly foldRows: number;
  private readonly dims: number;

  constructor(prepared: PreparedData) {
    this.dims = prepared.dims;
    this.basinRows = goodRows(prepared).length;
    this.memberRows = Math.min(mostRows, trainingRowsOf(prepared.split, 0).length);
    this.foldRows = rowsOf(prepared.split, 0).length;
  }

  /** Distance of a row to the basin. */
  get distance(): number {
    return this.basinRows * this.dims * product;
  }

  /** One row under all members of a family. */
  row(id: FamilyId, members: number): number {
    return members * this.memberRow(id);
  }

  /** A member fitted and judged on its fold. */
  member(id: FamilyId): number {
    const { dims, memberRows, foldRows } = this;
    if (id === 'mixture') return foldRows * dims * 256 * network;
    const fit = id === 'gaussians' ? iterations * memberRows * components * dims * dims * density : 0;
    return fit + foldRows * this.memberRow(id);
  }

  /** The motion models of all members. */
  motion(members: number): number {
    return members * iterations * Math.min(8000, this.memberRows) * 8 * 4 * this.dims * this.dims * density;
  }

  private memberRow(id: FamilyId): number {
    const { dims, memberRows } = this;
    if (id === 'knn') return memberRows * dims * product;
    return id === 'gaussians' ? components * dims * dims * density : dims * 256 * product;
  }
}
