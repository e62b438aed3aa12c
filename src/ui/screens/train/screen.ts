/** Train: learn a reward from a data set, and see what it is worth. */
import Activity from '@lucide/svelte/icons/activity';
import { defineScreen } from '../collect';

export default defineScreen({
  id: 'train',
  title: 'Train',
  icon: Activity,
  needsReward: false,
  load: () => import('./TrainScreen.svelte'),
});
