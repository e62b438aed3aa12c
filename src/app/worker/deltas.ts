/**
 * Pictures of work under way cross the worker border several times a second: what has not changed since the last one stays
 * behind. The sender compares by identity; the client puts the pictures together again, so that neither side sees the parts.
 */

const mark = 'truewheel-delta';

interface Delta {
  readonly [mark]: object;
}

/** @returns a listener that hands on only the fields that differ from those of the last picture */
export function deltasTo<T extends object>(listener: (state: T) => void): (state: T) => void {
  let last: Partial<T> = {};
  return (state) => {
    const fresh = Object.entries(state).filter(([key, value]) => !Object.is(last[key as keyof T], value));
    last = state;
    (listener as (delta: unknown) => void)({ [mark]: Object.fromEntries(fresh) } satisfies Delta);
  };
}

/** @returns a listener that hands on whole pictures; whatever is no delta passes as it is */
export function whole(listener: (...given: unknown[]) => unknown): (...given: unknown[]) => unknown {
  let picture: object = {};
  return (...given) => {
    const [first] = given;
    if (typeof first !== 'object' || first === null || !(mark in first)) return listener(...given);
    picture = { ...picture, ...(first as Delta)[mark] };
    return listener(picture);
  };
}
