/** What the page does for `npm run headless -- --import-only`. */
import { need, type Run } from '../command';
import { datasetFigures } from '../dataset-figures';
import { mappingIn } from '../mapping-option';
import type { ImportOnlyOptions } from './command.mjs';

export const run: Run<ImportOnlyOptions> = async (app, files, options, tell) => {
  const preview = need(await app.data.read(files, ({ label }) => tell(label), mappingIn(options)));
  const report = need(await app.data.review(preview.token, preview.proposed));
  return { line: { dataset: datasetFigures(preview, { report }) }, file: null };
};
