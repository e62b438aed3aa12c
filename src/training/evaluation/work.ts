/**
 * What pieces of an evaluation cost, so that work done can be shown over work in all. Microseconds on the machine where they
 * were measured; only their proportions matter.
 */
import { rowsOf, trainingRowsOf } from '../../demonstrations/split';
import { radiusRows } from '../../reward/distance/uncertainty';
import { negativeIds } from '../../reward/evaluation/figures';
import { defaultFamilies, type FamilyId } from '../../reward/families';
import { goodRows, type PreparedData } from '../prepared-data';
import { mostNegatives } from './row-sets';

/** One multiplication of a blocked product, of a density, and of a network in JavaScript. */
const product = 3e-5;
const density = 2.5e-4;
const network = 2e-3;
/** Expectation–maximisation goes over its rows about this often. */
const iterations = 40;
const components = 16;
const mostRows = 20_000;

/** About as many hard negatives of a kind are judged where they are many. */
const usualNegatives = 2500;
/** Frames that are tried as a seat. */
const seats = 5000;

export class EvaluationWork {
  private readonly basinRows: number;
  private readonly memberRows: number;
  private readonly foldRows: number;
  private readonly dims: number;

  constructor(private readonly prepared: PreparedData) {
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

  /** Of everything, as far as it can be told beforehand. */
  get total(): number {
    const { split, dims } = this.prepared;
    const [test, validation] = [rowsOf(split, 'test').length, rowsOf(split, 'validation').length];
    const negatives = (rows: number): number => Math.min(rows, usualNegatives);
    const tested = test + negativeIds.length * negatives(test);
    const ranked = Math.min(validation, mostNegatives) + (negativeIds.length - 1) * negatives(validation);
    const radius = radiusRows(this.basinRows, dims, 0).length + this.foldRows * split.members;
    const rows = tested + ranked + Math.min(seats, this.basinRows);
    return defaultFamilies.reduce(
      (sum, id) => sum + split.members * this.member(id) + rows * this.row(id, split.members),
      (radius + tested) * this.distance + this.motion(split.members),
    );
  }

  private memberRow(id: FamilyId): number {
    const { dims, memberRows } = this;
    if (id === 'knn') return memberRows * dims * product;
    return id === 'gaussians' ? components * dims * dims * density : dims * 256 * product;
  }
}
