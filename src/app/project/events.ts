/** What the owner of the open reward tells: its page by events, other tabs by the kind of change alone. */
import type { RewardSummary } from '../types';

export type ProjectChange =
  'opened' | 'patches' | 'norms' | 'gate' | 'audit' | 'family' | 'evaluation' | 'name' | 'tabs';

export interface ProjectEvent {
  /** The reward as it is kept now. */
  readonly reward: RewardSummary;
  readonly revision: number;
  readonly what: ProjectChange;
  /** Who changed it: this page's own patch editor, another command, or another tab. */
  readonly by: 'editor' | 'command' | 'tab';
  /** False while another tab writes: then this one may look and not change. */
  readonly writer: boolean;
}
