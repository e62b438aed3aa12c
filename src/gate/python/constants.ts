/**
 * What `gate.py` and `use.py` share with the app, written as Python from the app's own tables: actions, reasons and their
 * sentences, names of scores, operators and kinds of norms, limits. A new entry is known to Python at once, and a test asks
 * whether Python implements it.
 */
import { severe } from '../../norms/norm';
import { normKinds } from '../../norms/kinds';
import { windowOperators } from '../../norms/kinds/temporal';
import { negations, negationWindow } from '../../norms/text/keywords';
import { binaryOperators, leafOperators, textTests, unaryOperators } from '../../norms/tree/operators';
import { leastEpisodes } from '../../reward/calibration/conformal';
import { blockingShare, constantTolerance, drift, energyRoom, farWindow, margin, sumRoom } from '../monitor/constants';
import { causeWords } from '../monitor/words';
import { leastAdded, neighbours } from '../records';
import { reasons, scoreNames } from '../votes/reasons';
import { actions } from '../votes/vote';

const constants: Readonly<Record<string, unknown>> = {
  ACTIONS: actions,
  REASONS: reasons,
  SCORES: scoreNames,
  SEVERE: severe,
  LEAST_EPISODES: leastEpisodes,
  LEAST_ADDED: leastAdded,
  NEIGHBOURS: neighbours,
  BLOCKING_SHARE: blockingShare,
  CAUSES: causeWords,
  CONSTANT_TOLERANCE: constantTolerance,
  DRIFT: drift,
  ENERGY_ROOM: energyRoom,
  FAR_WINDOW: farWindow,
  MARGIN: margin,
  SUM_ROOM: sumRoom,
  UNARY_OPERATORS: unaryOperators,
  BINARY_OPERATORS: binaryOperators,
  LEAF_OPERATORS: Object.fromEntries(leafOperators.map(({ op, fields, optional }) => [op, { fields, optional }])),
  TEXT_TESTS: textTests,
  WINDOW_OPERATORS: windowOperators,
  NORM_TYPES: normKinds.rowTypes,
  NEGATIONS: [...negations],
  NEGATION_WINDOW: negationWindow,
};

/** Longer lines are broken at their entries. */
const longestLine = 100;

/** A value as Python writes it. @param indent spaces before its lines */
function literal(value: unknown, indent = 0): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Array.isArray(value)
    ? value.map((entry) => literal(entry, indent + 4))
    : Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${literal(entry, indent + 4)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const line = `${open}${entries.join(', ')}${close}`;
  if (indent + line.length <= longestLine && !line.includes('\n')) return line;
  const inside = entries.map((entry) => `${' '.repeat(indent + 4)}${entry},\n`).join('');
  return `${open}\n${inside}${' '.repeat(indent)}${close}`;
}

/**
 * The constants that a program uses, one statement each.
 * @param program its text without them
 * @param read parts that it reads: each must be one that manifest.json vouches for
 */
export function constantsFor(program: string, read: readonly string[]): string {
  const used = Object.entries({ READ: read, ...constants }).filter(([name]) =>
    new RegExp(`\\b${name}\\b`).test(program),
  );
  return used.map(([name, value]) => `${name} = ${literal(value)}\n`).join('');
}
