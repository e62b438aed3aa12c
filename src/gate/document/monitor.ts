/** The monitor in `gate.json` (docs/methods.md 5, 10): what it watches, its places and limits, and θ. Its models lie beside it. */
import * as v from 'valibot';
import { above, between, count, exactly, finite, list } from '../../basics/schema';
import type { GateMonitor, MonitorModels } from '../monitor/gate-monitor';
import { alike } from './alike';

const place = v.pipe(
  list(finite, 2, 2),
  v.check(([, scale]) => scale > 0, 'has a scale that is not above 0'),
  v.description('Median and scale over out-of-fold frames.'),
);
const positive = above(0);

export const monitorSchema = v.pipe(
  exactly({
    used: v.pipe(
      list(count(), 1),
      v.description('Places of the features that motion is read from: columns that vary.'),
    ),
    watched: v.pipe(list(count()), v.description('Places of those watched for repeating their value.')),
    constants: v.pipe(
      list(exactly({ column: count(), value: finite })),
      v.description('Features that never varied, and their value.'),
    ),
    places: exactly({ n: place, u: place, g: place }),
    limits: v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^(n-sum|g-sum|far|motion|stuck:\d+)$/, 'names an unknown statistic')),
        positive,
      ),
      v.description('q of each statistic; its share is value/(q·theta).'),
    ),
    theta: positive,
    order: v.pipe(count(1), v.description('θ is the order-th smallest of the maxima of the calibration episodes.')),
    supported: v.pipe(between(0, 1), v.description('The tolerated share that the number of episodes supports.')),
  }),
  v.check(
    ({ limits, watched }) => Object.keys(limits).length === 4 + watched.length,
    'does not have a limit for each statistic',
  ),
);

export type MonitorDocument = v.InferOutput<typeof monitorSchema>;

export function writeMonitor(monitor: GateMonitor): MonitorDocument {
  const { models, places, names, limits, theta, order, supported } = monitor;
  const pair = ({ median, scale }: GateMonitor['places']['n']) => [median, scale];
  return {
    used: [...models.used],
    watched: [...models.watched],
    constants: models.constants.map(({ column, value }) => ({ column, value })),
    places: { n: pair(places.n), u: pair(places.u), g: pair(places.g) },
    limits: Object.fromEntries(names.map((name, s) => [name, limits[s]])),
    ...{ theta, order, supported },
  };
}

/** Whether a document says what its models and episodes come to. */
export function saysTheSame(document: MonitorDocument | null, monitor: GateMonitor | null): boolean {
  return alike(document, monitor && writeMonitor(monitor));
}

/** What a monitor watches, without its models. */
export type Watching = Pick<MonitorModels, 'used' | 'watched' | 'constants'>;
