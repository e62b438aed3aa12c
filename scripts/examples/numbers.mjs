/**
 * Arithmetic that gives the same bits in every JavaScript engine: `Math.sin` and its kin may differ in the last digit from
 * one engine to the next, the four operations and the square root may not.
 */

const halfPi = Math.PI / 2;

/**
 * sin x and cos x for |x| < 1e4, to about 1e-12.
 * @param {number} x rad
 * @returns {[number, number]}
 */
export function sinCos(x) {
  const quarter = Math.round(x / halfPi);
  const r = x - quarter * halfPi;
  const s = series(r, r, 1);
  const c = series(1, r, 0);
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [s, c];
    case 1:
      return [c, -s];
    case 2:
      return [-s, -c];
    default:
      return [-c, s];
  }
}

/**
 * Taylor series of sine (first = r, order 1) or cosine (first = 1, order 0), |r| ≤ π/4.
 * @param {number} first
 * @param {number} r
 * @param {number} order
 */
function series(first, r, order) {
  let term = first;
  let sum = first;
  for (let n = order + 2; n <= order + 16; n += 2) {
    term *= (-r * r) / (n * (n - 1));
    sum += term;
  }
  return sum;
}

/**
 * The same angle in (−π, π].
 * @param {number} angle rad
 */
export function wrap(angle) {
  return angle - 2 * Math.PI * Math.ceil((angle - Math.PI) / (2 * Math.PI));
}

/**
 * @param {number} value
 * @param {number} limit ≥ 0
 */
export function clamp(value, limit) {
  return Math.max(-limit, Math.min(limit, value));
}

/**
 * Numbers as files hold them: so many decimals, and never −0.
 * @param {number} value
 * @param {number} decimals
 */
export function rounded(value, decimals) {
  return Number(value.toFixed(decimals)) + 0;
}

/** Seeded uniform and roughly normal numbers (a 32-bit xorshift-multiply generator). */
export class Dice {
  /** @param {number} seed */
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next() {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let word = this.state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 4294967296;
  }

  /**
   * @param {number} low
   * @param {number} high
   */
  between(low, high) {
    return low + (high - low) * this.next();
  }

  /** Mean 0, variance 1, within ±6: twelve uniform numbers, because a logarithm is not the same bits everywhere. */
  normal() {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.next();
    return sum;
  }

  /**
   * @template T
   * @param {readonly T[]} choices
   * @returns {T}
   */
  pick(choices) {
    return choices[Math.floor(this.next() * choices.length)];
  }
}
