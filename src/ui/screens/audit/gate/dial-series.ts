/** What the chart of the dial draws: one line a figure, told apart by colour, dash and the shape of its marks. */
import { type DialOutcome, type NegativeId, negativeIds } from '../../../../app/types';
import { number, percent } from '../../../kit/format';
import { negativeTitles } from '../../train/negatives';

export interface DialSeries {
  readonly id: string;
  readonly title: string;
  /** A longer word for who hovers or listens. */
  readonly meaning: string;
  /** Index of the series colour and of the mark, 0 … 5. */
  readonly look: number;
  readonly dashed: boolean;
  /** One share an outcome, 0 to 1. */
  readonly values: readonly number[];
  /** Ends of the interval of each share; absent where there is none. */
  readonly band?: readonly (readonly [number, number])[];
}

/** A setting as people say it: 5 %, 2.5 %. */
export function setting(dial: number): string {
  return `${number(100 * dial)} %`;
}

/** Held-out experts: what should pass. */
export function expertSeries(outcomes: readonly DialOutcome[]): DialSeries[] {
  return [
    {
      id: 'frames',
      title: 'Frames allowed',
      meaning: 'held-out expert frames that the gate allows',
      look: 0,
      dashed: false,
      values: outcomes.map(({ frames }) => frames.value),
      band: outcomes.map(({ frames }) => [frames.low, frames.high]),
    },
    {
      id: 'episodes',
      title: 'Episodes uninterrupted',
      meaning: 'held-out expert episodes that the gate never interrupts',
      look: 2,
      dashed: true,
      values: outcomes.map(({ episodes }) => episodes.value),
      band: outcomes.map(({ episodes }) => [episodes.low, episodes.high]),
    },
  ];
}

/** Hard negatives: what should be stopped. Those that were not made are left out. */
export function negativeSeries(outcomes: readonly DialOutcome[]): DialSeries[] {
  const made = negativeIds.filter((id) => outcomes.some(({ notAllowed }) => notAllowed[id] !== undefined));
  return made.map((id) => ({
    id,
    title: negativeTitles[id].title,
    meaning: negativeTitles[id].meaning,
    look: negativeIds.indexOf(id),
    dashed: false,
    values: outcomes.map(({ notAllowed }) => notAllowed[id] ?? NaN),
  }));
}

/** What the chart says at one setting, in a sentence. */
export function dialSentence(outcome: DialOutcome): string {
  const stopped = Object.entries(outcome.notAllowed) as [NegativeId, number][];
  const [least, most] = [Math.min, Math.max].map((pick) => {
    const share = pick(...stopped.map(([, value]) => value));
    return { share, id: stopped.find(([, value]) => value === share)?.[0] };
  });
  const experts = `At ${setting(outcome.dial)} the gate allows ${percent(outcome.frames.value)} of expert frames`;
  if (least.id === undefined || most.id === undefined) return `${experts}.`;
  if (percent(least.share, 0) === percent(most.share, 0))
    return `${experts} and stops ${percent(most.share, 0)} of every look-alike.`;
  const named = (id: NegativeId): string => negativeTitles[id].title.toLowerCase();
  return (
    `${experts} and stops from ${percent(least.share, 0)} (${named(least.id)}) ` +
    `to ${percent(most.share, 0)} (${named(most.id)}) of look-alikes.`
  );
}
