/** Statistics of the monitor in words, as the end of a clause that tells what goes too far. */
const words = {
  'n-sum': 'the energy stays high',
  'g-sum': 'the motion stays unusual',
  'r-sum': 'commands are not followed',
  far: 'the distance stays large',
  motion: 'the motion leaps',
} as const;

export function statisticWords(statistic: string): string {
  return statistic in words ? words[statistic as keyof typeof words] : 'a column repeats its value';
}
