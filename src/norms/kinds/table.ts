/** The table of kinds in docs/norms.md, from the kinds themselves. */
import type { FormField } from './form';
import type { NormVocabulary } from './collect';

/** A table in Markdown: one line a kind, in the order in which they are offered. */
export function kindTable({ all }: NormVocabulary): string {
  const rows = all.map(({ type, title, hint, margin, form }) =>
    [`\`${type}\``, title, hint, margin, form.map(fieldName).join(', ')].join(' | '),
  );
  const head = ['`type`', 'On the screen', 'What must hold', 'Margin', 'Fields'];
  return [head.join(' | '), head.map(() => '---').join(' | '), ...rows].map((row) => `| ${row} |\n`).join('');
}

/** As docs/norms.md writes fields: with a question mark where it may be left out. */
function fieldName({ key, optional }: FormField): string {
  return `\`${key}\`${optional === true ? '?' : ''}`;
}
