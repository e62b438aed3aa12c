/**
 * The worker's side of the border: facets by name, each made when it is first asked, each method called by name. What a
 * method returns crosses as it is; a thrown `FailedCall` crosses as its failure and is thrown again on the other side.
 */
import { transfer } from 'comlink';
import type { Failure } from '../../basics/result';
import { failureOf, FailedCall } from './failed-call';

/** An interface as a worker may implement it: with or without promises. */
export type Served<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => Promise<R> | R : never;
};

type Answer = { readonly value: unknown } | { readonly refused: Failure };

export interface Host {
  call(facet: string, method: string, ...args: unknown[]): Promise<Answer>;
}

/** Makes the facets of a worker; their modules may be loaded when they are first asked. */
export type Makers<T> = { readonly [K in keyof T]: () => Served<T[K]> | Promise<Served<T[K]>> };

const moved = new WeakMap<object, readonly Transferable[]>();

/** Marks buffers of an answer as moved: they are gone from the worker once it has answered. */
export function moving<T extends object>(value: T, buffers: readonly Transferable[]): T {
  moved.set(value, buffers);
  return value;
}

/** @param load brings the makers; it is asked once, with the first call */
export function host<T>(load: () => Makers<T> | Promise<Makers<T>>): Host {
  let makers: Promise<Makers<T>> | null = null;
  const made = new Map<string, Promise<Record<string, (...args: unknown[]) => unknown>>>();
  const facetOf = (name: string) => {
    const known = made.get(name);
    if (known) return known;
    makers ??= Promise.resolve(load());
    const facet = makers.then((all) => (all as Record<string, () => unknown>)[name]()) as Promise<
      Record<string, (...args: unknown[]) => unknown>
    >;
    made.set(name, facet);
    return facet;
  };
  return {
    async call(name, method, ...args) {
      const facet = await facetOf(name);
      try {
        const value = await facet[method](...args);
        const buffers = (typeof value === 'object' && value !== null && moved.get(value)) || [];
        return transfer({ value }, [...buffers]);
      } catch (thrown) {
        const refused = failureOf(thrown);
        if (refused === null) throw thrown;
        return { refused };
      }
    },
  };
}

/** What was answered. @throws FailedCall */
export function received(answer: Answer): unknown {
  if ('refused' in answer) throw new FailedCall(answer.refused);
  return answer.value;
}
