/**
 * Browser globals that are handed in, and the modules that own them. Everywhere else lint refuses them, so that the same
 * seed, data and backend give the same bytes and every room can be tested without a browser. What has no owner is refused
 * everywhere.
 */

/**
 * @typedef {object} Owned
 * @property {string} instead What to use elsewhere.
 * @property {string[]} owners Globs of the files that may use it.
 * @property {string[]} [names] Global names.
 * @property {[string, string][]} [properties] Object and property.
 * @property {string[]} [syntax] Selectors of the syntax tree.
 */

/** @type {readonly Owned[]} */
export const ownedGlobals = [
  {
    instead: 'Take random numbers from a Random (src/basics/random.ts) that is handed in.',
    owners: [],
    properties: [['Math', 'random']],
  },
  {
    instead: 'Take the time from a Clock (src/basics/clock.ts) that is handed in.',
    owners: ['src/basics/clock.ts'],
    properties: [
      ['Date', 'now'],
      ['performance', 'now'],
    ],
    syntax: ['NewExpression[callee.name="Date"][arguments.length=0]', 'CallExpression[callee.name="Date"]'],
  },
  {
    instead: 'Wait with a Clock (src/basics/clock.ts) that is handed in.',
    owners: ['src/basics/clock.ts', 'src/ui/kit/clock.ts'],
    names: ['setTimeout', 'setInterval', 'setImmediate', 'requestIdleCallback'],
  },
  {
    instead: 'Only the store knows what is stored.',
    owners: ['src/store/**', 'src/ui/kit/theme.ts', 'src/sw.ts'],
    names: ['indexedDB', 'localStorage', 'sessionStorage', 'caches'],
    properties: [
      ['navigator', 'storage'],
      ['navigator', 'locks'],
      ['window', 'localStorage'],
      ['window', 'indexedDB'],
      ['self', 'indexedDB'],
    ],
  },
  {
    instead: 'Only the probe of the engine asks for a GPU; take the device that it hands over.',
    owners: ['src/engine/probe*.ts', 'src/engine/probe/**', 'src/engine/device*.ts'],
    properties: [['navigator', 'gpu']],
  },
  {
    instead: 'Nothing is fetched but the bundled examples.',
    owners: ['src/sw.ts', 'src/ui/screens/data/examples.ts', 'src/app/page/fetch-bytes.ts'],
    names: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    properties: [['navigator', 'sendBeacon']],
  },
  {
    instead: 'Hash with hash-wasm (it streams); take random bytes and ids from what is handed in.',
    owners: ['src/basics/identifier.ts'],
    names: ['crypto'],
    properties: [
      ['self', 'crypto'],
      ['window', 'crypto'],
    ],
  },
  {
    instead: 'The Content-Security-Policy refuses style attributes in markup: write a class, or a style: directive.',
    owners: [],
    syntax: ['SvelteAttribute[key.name="style"][value.length=1] > SvelteLiteral.value'],
  },
];
