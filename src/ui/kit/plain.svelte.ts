/** The one place where reactive state becomes plain data before it crosses a worker border. */

/** A deep copy without proxies. */
export function plain<T>(value: T): T {
  return $state.snapshot(value) as T;
}
