/** Data: drop files, see what was read, keep it. Comes with the window. */
import Database from '@lucide/svelte/icons/database';
import { defineScreen } from '../collect';

export default defineScreen({ id: 'data', title: 'Data', icon: Database, needsReward: false });
