/** State that lives in the URL hash: `#/inspect?reward=…&x=0&y=1`. Pure: reading and writing `location` is the session's. */
export const screens = ['data', 'train', 'inspect', 'audit', 'download'] as const;
export type Screen = (typeof screens)[number];

export interface Route {
  readonly screen: Screen;
  readonly params: Readonly<Record<string, string>>;
}

function isScreen(text: string): text is Screen {
  return (screens as readonly string[]).includes(text);
}

/** Reads any hash; what is not understood leads to the first screen. */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { screen: isScreen(path) ? path : 'data', params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The hash of a route, with parameters in a fixed order; empty ones are left out. */
export function formatRoute(route: Route): string {
  const query = new URLSearchParams(
    Object.entries(route.params)
      .filter(([, value]) => value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ).toString();
  return `#/${route.screen}${query === '' ? '' : `?${query}`}`;
}
