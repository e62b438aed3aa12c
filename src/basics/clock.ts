/** The one place that reads the time and waits. Everything else is handed a `Clock`, so that tests can hand in their own. */

export interface Clock {
  /** Milliseconds since 1970, UTC: for dates that are stored or shown. */
  now(): number;
  /** Milliseconds since some fixed moment, never backwards: for durations. */
  elapsed(): number;
  /** Resolves after at least so many milliseconds; 0 lets waiting messages and events in. */
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};
