/** What kernels may still take at each basin point, and how far one may reach because of it (docs/methods.md 4). */
import type { Floats } from '../../basics/arrays';
import { kernelValue } from '../../reward/patches/kernels';
import type { KernelName } from '../../reward/types';
import { shareWhere } from './kernel-inverse';

export interface CoverBudgetParts {
  readonly dims: number;
  /** [m × dims] */
  readonly basin: Floats;
  /** [m] S_ε so far. */
  readonly spent: Floats;
  readonly epsilon: number;
  readonly limit: number;
  readonly kernel: KernelName;
  readonly core: number;
  readonly strength: number;
  readonly share: number;
}

/** Basin points near one place. */
interface Around {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/** Sums taken in another order must not pass the limit either. */
const slack = 1e-9;

export class CoverBudget {
  /** [m] S_ε with every kernel that was paid for. */
  readonly spent: Float64Array;
  /** [m] share of its reach within which a kernel may not come to the point: t with αψ(t) = what it may use. */
  private readonly shares: Float64Array;

  private readonly around = new Map<number, Around>();

  constructor(private readonly parts: CoverBudgetParts) {
    this.spent = Float64Array.from(parts.spent);
    this.shares = new Float64Array(this.spent.length);
    const known = new Map<number, number>();
    for (let point = 0; point < this.spent.length; point++) {
      const held = known.get(this.spent[point]);
      this.shares[point] = held ?? this.shareAt(point);
      known.set(this.spent[point], this.shares[point]);
    }
  }

  /** A reach beyond everything that is known here: finite, though nothing be in the way. */
  farthest(points: Floats): number {
    const { dims, basin, core } = this.parts;
    let squares = 0;
    for (let d = 0; d < dims; d++) {
      let [low, high] = [Infinity, -Infinity];
      for (const values of [points, basin]) {
        for (let at = d; at < values.length; at += dims) {
          low = Math.min(low, values[at]);
          high = Math.max(high, values[at]);
        }
      }
      squares += high > low ? (high - low) ** 2 : 0;
    }
    return (Math.sqrt(squares) + 1) / Math.max(core, 0.1);
  }

  /**
   * The largest reach ρ ≤ `most` of a kernel at points[at…] with αψ((d(b, c) − ε)₊) within what it may use at every basin
   * point b; 0 when none is. Asked again it looks only at the points that mattered the first time: reaches never grow.
   */
  reachFrom(points: Floats, at: number, most: number): number {
    const { epsilon } = this.parts;
    const { shares } = this;
    const around = this.around.get(at) ?? this.look(points, at, most);
    let reach = most;
    around.rows.forEach((point, i) => {
      if (shares[point] === 0) return;
      reach = Math.min(reach, ((around.distances[i] - epsilon) / shares[point]) * (1 - slack));
    });
    return Math.max(0, reach);
  }

  /** Pays for a kernel at points[at…], whose reach was asked for before. */
  spend(at: number, reach: number): void {
    const { epsilon, kernel, core, strength } = this.parts;
    const around = this.around.get(at);
    around?.rows.forEach((point, i) => {
      const value = kernelValue(kernel, Math.max(0, around.distances[i] - epsilon), reach, core);
      if (value === 0) return;
      this.spent[point] += strength * value;
      this.shares[point] = this.shareAt(point);
    });
  }

  /** Basin points within the largest reach that a place will ever have, and ε. */
  private look(points: Floats, at: number, most: number): Around {
    const { dims, basin, epsilon } = this.parts;
    const { shares } = this;
    const seen: { point: number; distance: number }[] = [];
    let reach = most;
    let farthest = (reach + epsilon) ** 2;
    for (let point = 0, from = 0; point < shares.length; point++, from += dims) {
      let squares = 0;
      for (let d = 0; d < dims && squares < farthest; d++) squares += (basin[from + d] - points[at + d]) ** 2;
      if (squares >= farthest) continue;
      const distance = Math.sqrt(squares);
      seen.push({ point, distance });
      if (shares[point] > 0) reach = Math.min(reach, Math.max(0, (distance - epsilon) / shares[point]));
      farthest = (reach + epsilon) ** 2 * (1 + slack);
    }
    const near = seen.filter(({ distance }) => distance ** 2 <= farthest);
    const around = {
      rows: Int32Array.from(near, ({ point }) => point),
      distances: Float64Array.from(near, ({ distance }) => distance),
    };
    this.around.set(at, around);
    return around;
  }

  private shareAt(point: number): number {
    const { limit, share, strength, kernel, core } = this.parts;
    const left = limit * (1 - slack) - this.spent[point];
    return shareWhere(kernel, (share * Math.max(0, left)) / strength, core);
  }
}
