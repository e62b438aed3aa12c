/** Plan: does a policy that optimises the reward do the task? */
import Route from '@lucide/svelte/icons/route';
import { defineScreen } from '../collect';

export default defineScreen({
  id: 'plan',
  title: 'Plan',
  icon: Route,
  needsReward: true,
  rewardParams: ['lab'],
  load: () => import('./PlanScreen.svelte'),
});
