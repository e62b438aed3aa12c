/**
 * Potential-based shaping (Ng, Harada, Russell 1999; docs/methods.md 9): F_t = γ·Φ_{t+1}(s′) − Φ_t(s). It speeds learning up and changes
 * no optimal policy, also where the potential itself changes between two frames (Devlin, Kudenko 2012), as when a patch is released in
 * the middle of an episode.
 */

/**
 * Shaping rewards of an episode.
 * @param potentials Φ_t(s_t) of frames 0 … T, each by the potential that was in force at that frame, [T + 1]
 * @param last Φ after the end: 0 where the episode truly ends, so that no policy gains by ending
 * @returns [T]
 */
export function shapingOf(potentials: ArrayLike<number>, gamma: number, last: 'terminal' | 'cut'): Float64Array {
  const frames = potentials.length - 1;
  return Float64Array.from({ length: frames }, (_, t) => {
    const next = t === frames - 1 && last === 'terminal' ? 0 : potentials[t + 1];
    return gamma * next - potentials[t];
  });
}

/** Σ γ^t·F_t: what shaping adds to a return, which depends on the first and the last frame alone. */
export function discounted(rewards: ArrayLike<number>, gamma: number): number {
  let sum = 0;
  for (let t = rewards.length - 1; t >= 0; t--) sum = rewards[t] + gamma * sum;
  return sum;
}
