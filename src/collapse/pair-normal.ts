/**
 * The random numbers of the reference trajectories: mulberry32, and Box–Muller with both numbers of a pair in use, so that a run agrees
 * with published figures number by number (docs/methods.md 8).
 */
import { Random } from '../basics/random';

/** Standard normal numbers in pairs: r·cos first, r·sin next. */
export class PairNormal {
  private readonly random: Random;
  private spare: number | null = null;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  next(): number {
    const kept = this.spare;
    if (kept !== null) {
      this.spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.random.next()));
    const turn = 2 * Math.PI * this.random.next();
    this.spare = radius * Math.sin(turn);
    return radius * Math.cos(turn);
  }
}
