/** Words of the audit's tables. */
import { type Coverage, type Decision, type SourceId, sourceWords } from '../../../app/types';
import { number, plural } from '../../kit/format';

/** What is said of a source of candidates; a name that this version does not know stands for itself. */
export function wordsOf(source: SourceId): { readonly title: string; readonly hint: string } {
  return sourceWords.find(({ id }) => id === source) ?? { title: source, hint: '' };
}

const spelled = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** A small number as a word, a large one in digits. @param value a whole number from 0 on */
export function countWord(value: number): string {
  return spelled.at(value) ?? String(value);
}

/** A share with two digits however small it is: an upper bound must not be rounded to nothing. */
export function smallShare(share: number): string {
  const value = 100 * share;
  return `${value === 0 || value >= 1 ? number(value, 3) : number(value, 2)} %`;
}

/** What a run would cover, before it. */
export function coverageWords({ attacked, onRecords, untested }: Coverage): string {
  const tested = attacked.length + onRecords.length;
  const records =
    onRecords.length === 0 ? '' : `, ${onRecords.map(({ id }) => id).join(', ')} on the records of the data`;
  const reasons = untested.map(({ id, reason }) => `${id} (${reason})`).join(', ');
  return [
    `A run covers ${tested} of ${plural(tested + untested.length, 'rule')}: ${attacked.join(', ')}${records}.`.replace(
      ': ,',
      ':',
    ),
    untested.length === 0 ? '' : `Not tested: ${reasons}.`,
  ]
    .join(' ')
    .trim();
}

export const evidenceTitles = { certified: 'certified', tested: 'tested', untested: 'untested' } as const;

/** How a scenario came out; `abstain` = a person is asked because a norm could not tell, and for nothing worse. */
export function outcomeOf({ action, reasons }: Decision): keyof typeof outcomeTitles {
  const abstains = action === 'escalate' && reasons.every(({ reason }) => reason === 'abstain');
  return abstains ? 'abstain' : action;
}
export const outcomeTitles = { allow: 'Allow', block: 'Block', escalate: 'Escalate', abstain: 'Abstain' } as const;
