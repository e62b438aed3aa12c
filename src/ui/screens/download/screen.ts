/** Download: take the reward home as one file. */
import Download from '@lucide/svelte/icons/download';
import { defineScreen } from '../collect';

export default defineScreen({
  id: 'download',
  title: 'Download',
  icon: Download,
  needsReward: true,
  load: () => import('./DownloadScreen.svelte'),
});
