/** How the fields of a norm are typed in a form. */

/** Lists have one entry a line, numbers in a line are separated by commas. `expression` is CEL, `code` any other syntax. */
export type FieldKind =
  'features' | 'number' | 'numbers' | 'text' | 'lines' | 'rows' | 'boxes' | 'choice' | 'expression' | 'code' | 'norm';

export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly optional?: boolean;
  readonly hint?: string;
  readonly choices?: readonly (readonly [value: string, title: string])[];
}

export const featuresField: FormField = { key: 'features', label: 'Features', kind: 'features' };

export const pointsField: FormField = {
  key: 'points',
  label: 'Points',
  kind: 'rows',
  hint: 'One point a line, numbers separated by commas.',
};

export const modeField: FormField = {
  key: 'mode',
  label: 'The text',
  kind: 'choice',
  choices: [
    ['forbid', 'must not hold it'],
    ['require', 'must hold it'],
  ],
};
