/** What the figures of a ranking mean, in sentences. Pure. */
import type { ComparedFigure, EpisodeRanking, EpisodeRecord, SetComparison } from '../../../../app/types';
import { count, fixed, number, percent, plural } from '../../../kit/format';

export const partWords: Readonly<Record<EpisodeRecord['part'], { readonly title: string; readonly meaning: string }>> =
  {
    fold: { title: 'Training fold', meaning: 'judged by the member that has not seen it' },
    validation: { title: 'Validation', meaning: 'decided when training stopped' },
    test: { title: 'Held out', meaning: 'no part of training or calibration' },
    new: { title: 'New', meaning: 'of another data set' },
  };

/** `Episode 12`, or with the rows of its block where the split is by blocks. */
export function recordTitle({ number, start, frames }: EpisodeRecord, blocks: boolean): string {
  return blocks ? `Episode ${number}, rows ${start} to ${start + frames - 1}` : `Episode ${number}`;
}

/** True where at least one episode is judged in parts. */
export function inBlocks(records: readonly EpisodeRecord[]): boolean {
  return records.some(({ start }) => start > 0);
}

/** When a record left the tube: row of its episode and seconds; null when it never did. */
export function leftTube({ leftAt, start }: EpisodeRecord, timeStep: number | null): string | null {
  if (leftAt === null) return null;
  const row = count(start + leftAt);
  return timeStep === null ? row : `${row} (${seconds((start + leftAt) * timeStep)})`;
}

/** Seconds into an episode, to a hundredth. */
export function seconds(time: number): string {
  return `${fixed(time, 2)} s`;
}

/** What p claims, or why it claims nothing. */
export function claimSentence({ claims, foldEpisodes, resolution }: EpisodeRanking): string {
  if (claims) {
    return `p: the share of ${count(foldEpisodes)} training episodes whose worst frame is at least as unlike the rest. Small is unusual; it cannot be less than ${number(resolution, 2)}.`;
  }
  return `No claim is made by p: fewer than 20 episodes (${count(foldEpisodes)}). Episodes are ranked by their peak energy alone.`;
}

/** How much of the ranking length alone explains. */
export function lengthSentence(correlation: number): string {
  if (!Number.isFinite(correlation)) {
    return 'Episodes are too few, or of one length: whether long ones rank worse because they are long cannot be told.';
  }
  const figure = `(rank correlation of length and peak energy ${fixed(correlation, 2)})`;
  if (correlation >= 0.3) {
    return `Longer episodes have higher peaks ${figure}: more frames, more chances for a bad one. Compare episodes of like length.`;
  }
  if (correlation <= -0.3) {
    return `Shorter episodes have higher peaks ${figure}: those that end early may have ended because they went wrong.`;
  }
  return `Length hardly explains the ranking ${figure}.`;
}

/** How well the reward tells this set from held-out demonstrations; null for its own. */
export function againstSentence({ against }: EpisodeRanking): string | null {
  if (against === null) return null;
  return (
    `Told apart from held-out demonstrations frame by frame: AUROC ${fixed(against.energy, 2)} by energy, ` +
    `${fixed(against.join, 2)} joined with uncertainty (0.5 is chance, 1 is always); the gate stops ${percent(against.notAllowed, 0)} of its frames.`
  );
}

export const figureWords: Readonly<
  Record<ComparedFigure['id'], { readonly title: string; readonly more: string; readonly less: string }>
> = {
  score: { title: 'Mean score', more: 'scores higher', less: 'scores lower' },
  allowed: { title: 'Frames allowed', more: 'is allowed more', less: 'is allowed less' },
  energy: { title: 'Peak energy', more: 'peaks higher', less: 'peaks lower' },
};

/** Whether episodes were compared one with one, and why not. */
export function pairingSentence({ paired, episodes }: SetComparison): string {
  return paired
    ? `Paired over ${plural(episodes, 'episode')} of the same number.`
    : `Not paired: the sets have no episodes of the same number, so their means are compared (${plural(episodes, 'episode')} in the smaller set).`;
}

/** What of the differences is more than chance. */
export function differenceSentence({ figures }: SetComparison, second: string): string {
  const told = figures.filter(({ difference }) => difference.low > 0 || difference.high < 0);
  if (told.length === 0) return `No difference between the two can be told: every interval contains zero.`;
  const words = told.map(({ id, difference }) => figureWords[id][difference.value > 0 ? 'more' : 'less']);
  return `“${second}” ${new Intl.ListFormat('en-GB').format(words)}; the other intervals, if any, contain zero.`;
}
