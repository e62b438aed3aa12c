/** A decision as it is shown: in which sense it was made, and never as plain consent where something speaks against it. */
import type { Decision } from '../../app/types';

type Action = Decision['action'];
/** `raw`: a frame by itself; `persistent`: a frame of its episode, after the rules of persistence. */
export type Basis = 'raw' | 'persistent';

const titles = { allow: 'Allow', escalate: 'Escalate', block: 'Block' } as const;
/** Shown with three digits, this is a score of 0. */
const shownAsZero = 5e-4;

export interface ShownDecision {
  readonly title: string;
  /** Colour and sign. */
  readonly tone: Action;
  /** In which sense it was made. */
  readonly basis: string;
}

/** @param raw what the frame comes to by itself, where `action` is after the rules of persistence */
export function shownDecision(action: Action, score: number, basis: Basis, raw: Action = action): ShownDecision {
  const sense =
    basis === 'raw'
      ? 'Raw: this frame by itself.'
      : `After the rules of persistence; raw, this frame by itself: ${titles[raw].toLowerCase()}.`;
  if (action !== 'allow') return { title: titles[action], tone: action, basis: sense };
  if (raw !== 'allow') return { title: `Not stopped yet: raw ${titles[raw].toLowerCase()}`, tone: raw, basis: sense };
  if (!(score >= shownAsZero)) return { title: 'Not stopped, and not rewarded', tone: 'escalate', basis: sense };
  return { title: titles.allow, tone: 'allow', basis: sense };
}

/** What is said of an episode. @param rawStopped frames that are not allowed by themselves */
export function episodeSentence(title: string, frames: number, stopped: number, rawStopped: number): string {
  const of = (count: number): string => `${count} of ${frames} frames`;
  if (stopped === 0 && rawStopped === 0) return `${title} is allowed throughout`;
  if (stopped === 0)
    return `${title} is never stopped after the rules of persistence; raw, ${of(rawStopped)} are not allowed`;
  return `${title} is stopped in ${of(stopped)} after the rules of persistence; raw, ${of(rawStopped)} are not allowed`;
}
