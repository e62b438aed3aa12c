/** Votes of the monitor on a frame of an episode (docs/methods.md 5). Rows that stand alone have none. */
import { voteFor } from './reasons';
import type { Rule } from './vote';

/** M > 1, or M unknown, escalates; a sum of n or a distance far beyond its limit blocks. */
export const unlike: Rule = {
  reason: 'unlike',
  vote({ monitor }) {
    if (!monitor || !(monitor.interrupts || monitor.blocks)) return null;
    return voteFor('unlike', monitor.blocks ? 'block' : 'escalate', { what: monitor.what });
  },
};

/** A column that never varied in the demonstrations, and now does, escalates. */
export const moved: Rule = {
  reason: 'moved',
  vote({ monitor }) {
    const what = monitor?.moved ?? null;
    return what === null ? null : voteFor('moved', 'escalate', { what });
  },
};
