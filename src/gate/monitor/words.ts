/** What the monitor says of a frame: one phrase a statistic, the same in the app and in `gate.py`. */
import type { StatisticName } from './series';

/** By statistic; `stuck` names its column. */
export const causeWords = {
  'n-sum': 'it has resembled the demonstrations too little for a while',
  'g-sum': 'it has moved as the demonstrations do not for a while',
  'r-sum': 'it does not follow its commands',
  far: 'it has been far from every demonstration for three frames',
  beyond: 'it is far from every demonstration',
  motion: 'it moves as the demonstrations do not',
  stuck: '{column} has repeated its value for longer than in the demonstrations',
  unknown: 'how it moves cannot be told, for a value is missing',
} as const;

/** @param known whether the share of the cause is known @param columns names of the watched columns */
export function causeOf(cause: StatisticName, known: boolean, columns: readonly string[]): string {
  if (!known) return causeWords.unknown;
  if (!cause.startsWith('stuck:')) return causeWords[cause as Exclude<StatisticName, `stuck:${number}`>];
  return causeWords.stuck.replace('{column}', columns[Number(cause.slice('stuck:'.length))]);
}
