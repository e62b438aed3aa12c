/** Fits the mapping of one member from its errors on its own fold (docs/methods.md 1.3). */
import { fail, ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import { sorted, sortedQuantile } from '../../basics/statistics';
import type { Calibration } from '../types';

/** True when both bounds are finite and l_max − l_min > 1e-9·(1 + l_max). */
export function isUsable({ lMin, lMax }: Calibration): boolean {
  return Number.isFinite(lMin) && Number.isFinite(lMax) && lMax - lMin > 1e-9 * (1 + Math.abs(lMax));
}

/**
 * l_min, l_max = .90 and .98 linear quantiles of the errors.
 * @param errors m_k on fold k, at least one
 * @returns `too-few-rows` without errors; `degenerate` when one is not finite or the two quantiles coincide
 */
export function calibrate(errors: Float64Array): Result<Calibration> {
  if (errors.length === 0) {
    return fail(
      'too-few-rows',
      'A member has no rows to calibrate on.',
      'Bring more episodes, or train fewer members.',
    );
  }
  const ascending = sorted(errors);
  const calibration = { lMin: sortedQuantile(ascending, 0.9), lMax: sortedQuantile(ascending, 0.98) };
  if (!errors.every(Number.isFinite)) {
    const message = 'A member gives errors that are not finite, so its reward cannot be calibrated.';
    return fail('degenerate', message, 'Train again, with a lower learning rate if it happens twice.');
  }
  if (!isUsable(calibration)) {
    const message = `A member gives nearly the same error (${calibration.lMax.toPrecision(3)}) for its easiest and hardest demonstrations, so its reward cannot be calibrated.`;
    const advice =
      'Look for constant or repeated rows in the data, choose features that vary, or use a smaller bottleneck.';
    return fail('degenerate', message, advice);
  }
  return ok(calibration);
}
