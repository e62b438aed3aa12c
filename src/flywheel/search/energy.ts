/** The energy n of a mixture reward and its gradient, float64: what a search for flaws goes down (docs/methods.md 1.3, 4). */
import type { Mixture } from '../../reward/families/mixture/mixture';
import { inputGradients } from '../../reward/families/mixture/input-gradient';
import { energyOf } from '../../reward/score';
import type { RewardModel } from '../../reward/types';
import type { Gradient } from './batch';

/**
 * n = mean_k n_k and ∂n/∂x at standardised points.
 * @param members the opened members of `model`, in order
 */
export function energyGradient(model: RewardModel, members: readonly Mixture[]): Gradient {
  return (points, rows) => {
    const values = new Float64Array(rows);
    const gradients = new Float64Array(points.length);
    members.forEach(({ network }, k) => {
      const { calibration } = model.members[k];
      const slope = 1 / (members.length * (calibration.lMax - calibration.lMin));
      const own = inputGradients(network, points, rows);
      own.errors.forEach((error, row) => (values[row] += energyOf(error, calibration) / members.length));
      own.gradients.forEach((value, i) => (gradients[i] += slope * value));
    });
    return Promise.resolve({ values, gradients });
  };
}
