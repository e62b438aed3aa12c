/** The words of norms, for the page: it may ask the rooms below through this one alone. */
export { normWords } from '../../norms/kinds';
export type { FieldKind, FormField } from '../../norms/kinds/form';
