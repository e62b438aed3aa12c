/** From the anomaly score of a member to its reward, r_k = g(n_k), and the same in ONNX (docs/methods.md 1.3, 1.5). */
import type { GraphAlgebra, GraphValue } from './graph-algebra';

export interface RewardMapping {
  /** The formula, for tables. */
  readonly formula: string;
  /** r_k in [0, 1]. @param kappa κ_s, above 0 */
  reward(energy: number, kappa: number): number;
  /** The same for all members. @param energies [N, K] */
  graph(algebra: GraphAlgebra, energies: GraphValue, kappa: number): GraphValue;
}

export const exponential: RewardMapping = {
  formula: 'exp(−κ_s·max(0, n))',
  reward: (energy, kappa) => Math.exp(-kappa * Math.max(0, energy)),
  graph: (algebra, energies, kappa) => algebra.apply('Exp', algebra.mul(algebra.max(energies, 0), -kappa)),
};

/** κ_s changes nothing here. */
export const linear: RewardMapping = {
  formula: '1 − clip(n, 0, 1)',
  reward: (energy) => 1 - Math.min(1, Math.max(0, energy)),
  graph: (algebra, energies) => algebra.sub(1, algebra.max(algebra.min(energies, 1), 0)),
};
