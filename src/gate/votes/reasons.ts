/**
 * Every reason for which the gate does not allow, and what it then says (docs/methods.md 5), in the order in which reasons are
 * given. The one table of the app and of `gate.py`, which is built from it. Words in braces are filled in.
 */

interface ReasonEntry {
  /** True: interrupts only after `thresholds.debounce` consecutive frames. */
  readonly debounced: boolean;
  /** Sentences for people, by the action that is asked for. */
  readonly escalate?: string;
  readonly block?: string;
}

export const reasons = {
  uncalibrated: {
    debounced: false,
    block: 'Blocked because this reward is not calibrated: no demonstrations came with it.',
  },
  missing: {
    debounced: false,
    block: 'Blocked because {what} is missing or not a finite number.',
  },
  violated: {
    debounced: false,
    escalate: 'A person should look: it violates {norms}.',
    block: 'Blocked because it violates {norms}.',
  },
  abstain: {
    debounced: false,
    escalate: 'A person decides: whether it keeps {norms} cannot be told.',
  },
  far: {
    debounced: false,
    block: 'Blocked because this is far from every demonstration (u ≥ {limit}).',
  },
  uncertain: {
    debounced: true,
    escalate:
      'A person should look: this is farther from the demonstrations than they are from each other (u ≥ {limit}).',
  },
  energy: {
    debounced: true,
    block: 'Blocked because this does not resemble the demonstrations (energy ≥ {limit}).',
  },
  unlike: {
    debounced: false,
    escalate: 'A person should look: {what}.',
    block: 'Blocked because {what}.',
  },
  moved: {
    debounced: false,
    escalate: 'A person should look: {what} never varied in the demonstrations, and now it does.',
  },
  suppressed: {
    debounced: false,
    block: 'Blocked because a suppressing patch brings the safety score to the floor ({limit}) or below.',
  },
  trajectory: {
    debounced: false,
    escalate: 'A person should look: up to here this run is less usual than the demonstrations are (p ≤ {limit}).',
  },
  'audit-gap': {
    debounced: false,
    escalate: 'A person should look: too little of this region was audited (up to {share} of it may be flawed).',
  },
} as const satisfies Readonly<Record<string, ReasonEntry>>;

export type ReasonId = keyof typeof reasons;
export const reasonIds = Object.keys(reasons) as readonly ReasonId[];

/** What `missing` calls the scores, by their names in decision records, in the order in which they are asked. */
export const scoreNames = {
  score: 'the safety score',
  distance_ratio: 'the uncertainty',
  energy: 'the energy',
  suppression: 'the suppression',
  raise: 'the raise',
} as const;
export type ScoreName = keyof typeof scoreNames;

/** The actions that a reason may ask for. */
type Asked<R extends ReasonId> = Extract<keyof (typeof reasons)[R], 'escalate' | 'block'>;

/** A vote: the reason with its sentence, filled in. */
export function voteFor<R extends ReasonId>(reason: R, action: Asked<R>, words: Readonly<Record<string, string>> = {}) {
  const template = String(reasons[reason][action]);
  return { action, reason, text: template.replace(/\{(\w+)\}/g, (_, name: string) => words[name]) };
}
