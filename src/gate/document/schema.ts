/** `gate.json`: what makes the same decisions outside the app (docs/methods.md 5, 10). Stage and thresholds live here alone. */
import * as v from 'valibot';
import { above, count, exactly, finite, flag, list, record } from '../../basics/schema';
import { leastEpisodes } from '../../reward/calibration/conformal';
import { monitorSchema } from './monitor';
import { gateNormSchema } from './norms';
import { cellsSchema, coverSchema } from './placed';
import { thresholdsSchema } from './thresholds';

const calibrationSchema = exactly({ lMin: finite, lMax: finite });

const episodeSchema = v.pipe(
  exactly({
    episode: count(),
    member: count(),
    energies: v.pipe(list(finite, 1), v.description('n of the member that did not see it, frame by frame.')),
    uncertainties: v.pipe(list(finite, 1), v.description('u to the other episodes, frame by frame.')),
  }),
  v.check(({ energies, uncertainties }) => energies.length === uncertainties.length, 'has two lengths'),
);

/** Nothing: a monitor is a field that later versions fill. */
const none = v.pipe(
  record,
  v.check((value) => Object.keys(value).length === 0, 'holds something that this version does not know'),
  v.metadata({ maxProperties: 0 }),
);

const fields = exactly({
  schema: v.literal('truewheel.gate/2', 'is not truewheel.gate/2'),
  stage: v.literal('shadow', 'is not shadow'),
  dial: v.pipe(finite, v.description('δ, the same as in thresholds.')),
  thresholds: exactly({ enforcement: thresholdsSchema, monitor: none }),
  calibration: v.pipe(list(calibrationSchema, 1), v.description('One a member, as in model.safetensors.')),
  epsilon99: v.pipe(
    v.nullable(above(0)),
    v.description('Leave-one-episode-out 99 % radius, standardised; null without a basin and without a cover.'),
  ),
  cover: v.exactOptional(coverSchema),
  outOfFold: v.pipe(list(episodeSchema), v.description('What unseen members say of each episode; none occurs twice.')),
  monitor: v.pipe(
    v.nullable(monitorSchema),
    v.description('Decides episodes, with the models in gate.safetensors; null = nMax and uMax do.'),
  ),
  claims: v.pipe(
    flag,
    v.description(`Whether anything is claimed by p: at least ${leastEpisodes} fold episodes, and whole ones.`),
  ),
  audited: v.pipe(flag, v.description('False: no vote on the audit gap.')),
  auditCells: v.pipe(
    v.nullable(cellsSchema),
    v.description('Cells of the tube with what was seen in them; null = not audited.'),
  ),
  norms: v.pipe(
    list(gateNormSchema),
    v.description('Norms compiled to trees of signed margins (docs/norms.md), of the norms in norms.json.'),
  ),
});

type Fields = v.InferOutput<typeof fields>;

function reachesPMin({ thresholds: { enforcement }, claims, outOfFold }: Fields): boolean {
  const { pMin } = enforcement;
  return pMin === undefined || (claims && pMin >= 1 / (outOfFold.length + 1));
}

export const gateSchema = v.pipe(
  fields,
  v.title('gate.json'),
  v.description('Thresholds, stage and calibration: what makes the same decisions outside the app.'),
  v.check(({ dial, thresholds }) => dial === thresholds.enforcement.dial, 'names two dials'),
  v.check(({ audited, auditCells }) => audited === (auditCells !== null), 'is audited without cells, or the reverse'),
  v.check(({ cover, epsilon99 }) => cover === undefined || epsilon99 !== null, 'has a cover without epsilon99'),
  v.check(
    ({ outOfFold }) => new Set(outOfFold.map(({ episode }) => episode)).size === outOfFold.length,
    'has an out-of-fold episode that occurs twice',
  ),
  v.check(
    ({ claims, outOfFold }) => !claims || outOfFold.length >= leastEpisodes,
    `claims p on fewer than ${leastEpisodes} episodes`,
  ),
  v.check(reachesPMin, 'has a pMin that p cannot reach, or that nothing is claimed by'),
);

export type GateDocument = v.InferOutput<typeof gateSchema>;
