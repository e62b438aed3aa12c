/** The inspector's tabs. */
export type Panel = 'point' | 'patches' | 'figures';
export const panels: readonly { readonly id: Panel; readonly title: string }[] = [
  { id: 'point', title: 'Point' },
  { id: 'patches', title: 'Patches' },
  { id: 'figures', title: 'Figures' },
];
