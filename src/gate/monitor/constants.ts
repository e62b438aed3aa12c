/** The fixed numbers of the run-time monitor (docs/methods.md 5). `gate.py` is built from the same ones. */

/** Taken off every term of a sum, in units of its scale. */
export const drift = 1;
/** Frames over which `far` takes the least value. */
export const farWindow = 3;
/** The quantile of the episode peaks that is the limit of a statistic. */
export const limitQuantile = 0.9;
/** Least limit of a statistic; of how often a column may repeat its value. */
export const leastLimit = { other: 1, stuck: 3 } as const;
/** Least scale of a series, by its name. */
export const leastScale = { n: 0.05, u: 0.05, g: 0.1, r: 0.1 } as const;
/** Least scale over the standard deviation of a series. */
export const scaleShare = 0.05;
/** The median absolute deviation of a normal distribution times this is its standard deviation. */
export const madToSd = 1.4826;
/** θ is never less. */
export const leastTheta = 0.1;
/** θ above this is red: something rare in the demonstrations has switched the other statistics off. */
export const redTheta = 4;
/** A sum goes no higher than its limit plus this, so that it comes down again. */
export const sumRoom = 10;
/** The sum of n goes up to so many times its limit, because a share above 2 blocks. */
export const energyRoom = 2.5;
/** An observation is let through up to a largest share of 1 less this. */
export const margin = 1e-6;
/** A share of the sum of n, or of `far`, above this blocks. */
export const blockingShare = 2;
/** Fewest calibration episodes for the monitor, and for a claim about its rate. */
export const leastEpisodes = { calibrated: 2, monitor: 10, claim: 20 } as const;
/** A column that was constant has moved when it differs by more than this times (1 + its size). */
export const constantTolerance = 1e-6;
/** A step of time longer than so many times the longest calibrated one is a gap. */
export const longestStep = 2;
/** Steps whose median tells the rate, and how far it may be off. */
export const rateCheck = { steps: 50, tolerance: 0.2 } as const;
