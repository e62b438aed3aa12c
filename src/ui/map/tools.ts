/** The tools of the map, with their words and keys. A, R, S, J and K are taken: they mean the same on every screen. */
export const tools = ['explain', 'suppress', 'raise', 'pan'] as const;
export type Tool = (typeof tools)[number];

export const toolWords: Readonly<
  Record<Tool, { readonly title: string; readonly key: string; readonly hint: string }>
> = {
  explain: {
    title: 'Explain',
    key: 'V',
    hint: 'Click a place to see why it scores as it does; drag to move the picture.',
  },
  suppress: { title: 'Suppress', key: 'D', hint: 'Click to take reward away; drag from the centre to set the reach.' },
  raise: { title: 'Raise', key: 'U', hint: 'Click to give reward; drag from the centre to set the reach.' },
  pan: { title: 'Pan', key: 'H', hint: 'Drag to move the picture.' },
};
