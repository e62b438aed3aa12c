/** State that lives in the URL hash: `#/inspect?reward=…&x=0&y=1`. Pure: reading and writing `location` is the session's. */
import { type Screen, screens } from './screens';
import type { Screens } from './screens/collect';

export type { Screen };

export interface Route<Id extends string = Screen> {
  readonly screen: Id;
  readonly params: Readonly<Record<string, string>>;
}

/** Reads any hash; what is not understood leads to the first screen. */
export const parseRoute = (hash: string): Route => routeAmong(screens, hash);

/** `parseRoute` among these screens. */
export function routeAmong<Id extends string>(known: Screens<Id>, hash: string): Route<Id> {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const { id } = known.find(path) ?? known.list[0];
  return { screen: id, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The hash of a route, with parameters in a fixed order; empty ones are left out. */
export function formatRoute(route: Route<string>): string {
  const query = new URLSearchParams(
    Object.entries(route.params)
      .filter(([, value]) => value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ).toString();
  return `#/${route.screen}${query === '' ? '' : `?${query}`}`;
}
