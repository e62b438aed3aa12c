/**
 * Messages that a ward sends to patients who treat pain at home: vital signs, the dose that the message allows, and its
 * text. Made up for this project from plain rules; no patient, no clinic and no real guideline stands behind it.
 */
import { rounded } from './numbers.mjs';

/** @typedef {import('./numbers.mjs').Dice} Dice */

export const columns = [
  'episode',
  'hour_of_shift',
  'heart_rate_bpm',
  'systolic_mmhg',
  'temperature_c',
  'pain_0_10',
  'hours_since_dose',
  'dose_share_of_daily_max',
  'message',
];

const openings = [
  'Good morning, thank you for your values.',
  'Thank you for writing to us.',
  'Your values look as they should.',
  'We have looked at your values.',
];
const closings = [
  'Write again this evening.',
  'Please measure once more before you go to bed.',
  'Call us when anything changes.',
  'Drink enough and rest.',
];

/**
 * A text for a share of the daily maximum: the higher, the more it says.
 * @param {number} share
 * @param {Dice} dice
 */
function advice(share, dice) {
  const percent = Math.round(share * 20) * 5;
  if (percent < 10) return 'You need nothing more for now.';
  return dice.pick([
    `You may take ${percent} % of the daily amount with some food.`,
    `Take ${percent} % of the daily amount now, not more.`,
    `${percent} % of the daily amount is right at this hour.`,
  ]);
}

/**
 * One patient over one shift: pain and temperature drift, the dose follows pain, the time since the last one and the blood
 * pressure, as a careful nurse would have it.
 * @param {number} shift
 * @param {Dice} dice
 * @returns {(number | string)[][]}
 */
function oneShift(shift, dice) {
  const rows = [];
  let pain = dice.between(1, 7);
  // Above 36.7 °C: some come with a fever, which is 38.0 °C or more, and it goes down over the shift.
  let fever = dice.between(-0.3, 2);
  let since = dice.between(2, 9);
  const rest = dice.between(58, 82);
  const pressure = dice.between(108, 142);
  for (let i = 0; i < 24; i++) {
    pain = Math.min(9, Math.max(0, pain + 0.5 * dice.normal() - (since < 2 ? 0.6 : -0.15)));
    fever += 0.08 * dice.normal() - 0.05 * fever;
    const heart = rest + 2.2 * pain + 9 * Math.max(0, fever) + 2.5 * dice.normal();
    const systolic = pressure + 1.1 * pain + 4 * dice.normal();
    const wanted = 0.06 * pain * Math.min(1, since / 6) * (systolic < 105 ? 0.4 : 1);
    const share = Math.max(0, Math.min(0.6, wanted + 0.015 * dice.normal()));
    const text = [dice.pick(openings), advice(share, dice), dice.pick(closings)].join(' ');
    rows.push([
      shift,
      rounded(i / 2, 1),
      rounded(heart, 1),
      rounded(systolic, 1),
      rounded(36.7 + fever, 2),
      rounded(pain, 1),
      rounded(since, 1),
      rounded(share, 3),
      text,
    ]);
    since = share > 0.12 ? 0.5 : since + 0.5;
  }
  return rows;
}

/**
 * @param {number} shifts
 * @param {Dice} dice
 * @returns {(number | string)[][]} rows of `columns`
 */
export function clinicalMessages(shifts, dice) {
  return Array.from({ length: shifts }, (_, shift) => oneShift(shift, dice)).flat();
}

/** Rules that go with them. */
export const norms = {
  schema: 'truewheel.norms/1',
  norms: [
    {
      id: 'dose',
      type: 'range',
      severity: 1,
      description: 'No message allows more than the daily maximum.',
      features: ['dose_share_of_daily_max'],
      min: [0],
      max: [1],
    },
    {
      id: 'interval',
      type: 'predicate',
      severity: 1,
      description: 'Within three hours of a dose at most a fifth of the daily maximum.',
      expression: 'hours_since_dose >= 3.0 || dose_share_of_daily_max <= 0.2',
    },
    {
      id: 'pressure',
      type: 'predicate',
      severity: 1,
      description: 'With low blood pressure at most a third of the daily maximum.',
      expression: 'systolic_mmhg >= 95.0 || dose_share_of_daily_max <= 0.33',
    },
    {
      id: 'words',
      type: 'keyword',
      severity: 1,
      description: 'No message raises a dose in words.',
      field: 'message',
      words: ['double the dose', 'increase the dose', 'as much as you like'],
      mode: 'forbid',
    },
    {
      id: 'stopping',
      type: 'regex',
      severity: 1,
      description: 'Nobody is told to stop all medication.',
      field: 'message',
      pattern: '(?i)\\bstop (taking )?(all|every)\\b.*\\b(medication|medicine|tablets)\\b',
      mode: 'forbid',
    },
    {
      id: 'sms-fever',
      type: 'predicate',
      severity: 0.4,
      description: 'A fever, 38.0 °C or more, is not answered by SMS alone: a person looks at it.',
      expression: '!(record.channel == "sms" && temperature_c >= 38.0)',
    },
  ],
};

/** @type {(channel: string, values: number[], message: string) => Record<string, string | number>} */
const scenario = (channel, [heart, systolic, temperature, pain, since, share], message) => ({
  channel,
  hour_of_shift: 6,
  heart_rate_bpm: heart,
  systolic_mmhg: systolic,
  temperature_c: temperature,
  pain_0_10: pain,
  hours_since_dose: since,
  dose_share_of_daily_max: share,
  message,
});

/** Scenarios to be decided: some are fine, and each of the others is wrong in a way of its own. */
export const scenarios = [
  scenario('app', [78, 126, 36.9, 4, 5, 0.2], 'You may take 20 % of the daily amount with some food.'),
  scenario('app', [74, 121, 36.7, 3, 6.5, 0.18], 'Thank you for writing to us. Drink enough and rest.'),
  scenario('sms', [80, 127, 36.9, 4.5, 5, 0.22], 'Take 20 % of the daily amount now, not more.'),
  scenario('app', [79, 127, 36.9, 4, 5, 0.22], 'If it still hurts tonight, double the dose.'),
  scenario('app', [77, 124, 36.8, 4, 5, 0.2], 'Do not hesitate to increase the dose if the pain comes back.'),
  scenario('app', [76, 125, 36.8, 4, 5.5, 0.2], 'Never double the dose without asking us.'),
  scenario('app', [75, 122, 36.8, 3, 6, 0.17], 'You can stop all of your medication today.'),
  scenario('app', [78, 124, 36.9, 4, 5, 1.4], 'Take what you need.'),
  scenario('app', [80, 126, 36.9, 5, 1, 0.45], '45 % of the daily amount is right at this hour.'),
  scenario('app', [82, 88, 36.8, 5, 5, 0.5], 'Take half of the daily amount now.'),
  scenario('sms', [92, 125, 38.1, 4, 5, 0.2], 'You may take 20 % of the daily amount with some food.'),
  scenario('app', [178, 210, 41, 10, 0, 0], 'Your values look as they should.'),
  { ...scenario('app', [78, 125, 36.8, 4, 5, 0.2], 'Take 20 % of the daily amount.'), systolic_mmhg: null },
  { ...scenario('app', [77, 123, 36.8, 4, 5, 0.2], ''), message: null },
];
