/** Audit: norms, the flywheel that looks for what breaks them and repairs it, and the gate. */
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import { defineScreen } from '../collect';

export default defineScreen({
  id: 'audit',
  title: 'Audit',
  icon: ShieldCheck,
  needsReward: true,
  rewardParams: ['audit'],
  load: () => import('./AuditScreen.svelte'),
  shortcuts: [
    {
      title: 'Audit',
      keys: [
        ['J / K', 'Next and previous cluster of flaws'],
        ['A', 'Accept: it is a flaw'],
        ['R', 'Reject: it is none'],
        ['S', 'Abstain: cannot say'],
        ['Ctrl/Cmd + Z', 'Undo a change of norms; with Shift, redo'],
        ['Escape', 'Leave the norm that is edited'],
        ['Arrow keys', 'Move the dial, on its chart'],
      ],
    },
  ],
});
