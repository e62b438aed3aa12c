/** Inspect: the reward place by place, where it is patched by hand, and episode by episode. */
import MapIcon from '@lucide/svelte/icons/map';
import { defineScreen } from '../collect';

export default defineScreen({
  id: 'inspect',
  title: 'Inspect',
  icon: MapIcon,
  needsReward: true,
  rewardParams: ['view', 'at', 'patch', 'tab', 'set', 'episode', 'against'],
  load: () => import('./InspectScreen.svelte'),
  shortcuts: [
    {
      title: 'On the map',
      keys: [
        ['V', 'Explain tool'],
        ['D', 'Suppress tool (down)'],
        ['U', 'Raise tool (up)'],
        ['H', 'Pan tool'],
        ['Space + drag', 'Pan with any tool'],
        ['+ / −', 'Zoom in and out'],
        ['0', 'Show everything'],
        ['Arrow keys', 'Move the crosshair; Shift for larger steps'],
        ['Enter', 'Use the tool at the crosshair'],
      ],
    },
    {
      title: 'Patches',
      keys: [
        ['J / K', 'Next and previous patch'],
        ['Arrow keys', 'Move the selected patch'],
        ['+ / −', 'Grow and shrink its reach'],
        ['Delete', 'Delete it'],
        ['Ctrl/Cmd + Z', 'Undo'],
        ['Shift + Ctrl/Cmd + Z', 'Redo'],
        ['Escape', 'Let go of the selection'],
      ],
    },
    {
      title: 'Episodes',
      keys: [
        ['J / K', 'Next and previous episode'],
        ['Arrow keys', 'Next and previous frame, on the slider'],
      ],
    },
  ],
});
