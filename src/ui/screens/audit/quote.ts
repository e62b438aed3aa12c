/** What a fresh attack lets a person say, in a sentence that may be quoted. Words only: the figures are the service's. */
import type { Convergence } from '../../../app/types';
import { count, number, plural } from '../../kit/format';
import { smallShare } from './words';

interface Quoted {
  readonly convergence: Convergence;
  /** Name of the reward. */
  readonly name: string;
  /** Score above which a violating point is a flaw. */
  readonly floor: number;
  /** Known flaws that no patch covers. */
  readonly left: number;
}

/** What is left, with what was done to find out and how sure that is (docs/methods.md 4). */
export function quotable({ convergence, name, floor, left }: Quoted): string {
  const { distributions, searches, freshFlawRate } = convergence;
  const looked = [...distributions.map(({ draws }) => draws), ...searches.map(({ queries }) => queries)];
  const hits = [...distributions, ...searches].reduce((sum, source) => sum + source.hits, 0);
  const attack = `A fresh attack of ${count(looked.reduce((sum, queries) => sum + queries, 0))} queries`;
  const still = `that “${name}” still rewards above ${number(floor)}`;
  const known = left === 0 ? '' : ` ${plural(left, 'known one is', 'known ones are')} left.`;
  if (hits > 0) {
    const rate = freshFlawRate;
    const share =
      rate === null
        ? ''
        : `: ${smallShare(rate.value)} (95 % interval ${smallShare(rate.low)} to ${smallShare(rate.high)}) of those it would find without patches`;
    return `${attack} found ${plural(hits, 'violation')} ${still}${share}.${known}`;
  }
  const bound = distributions.find(({ strategy }) => strategy === 'box')?.bound ?? null;
  const most =
    bound === null ? '' : `; with 95 % confidence such points make up at most ${smallShare(bound)} of the audited box`;
  return `${attack} found no violation ${still}${most}.${known}`;
}
