/** What the table of commands says to people: the sentence after a wrong call, and the tables of the README. */

/** @typedef {import('../../src/headless/command').Command} Command */
/** @typedef {import('../../src/headless/command').Option} Option */

/** Stand around the tables in the README. */
export const docsMarkers = ['<!-- Written by scripts/command-docs.mjs. -->', '<!-- Until here. -->'];

const placeholders = { whole: 'N', amount: 'X', text: 'FILE', flag: '', folder: 'DIR' };

/** @param {Option} option @returns {string} What follows its flag. */
function shown(option) {
  if (option.kind === 'choice') return option.choices.join('|');
  if (option.kind === 'choices') return option.choices.join(',');
  return String(option.default ?? placeholders[option.kind]);
}

/** @param {Command} command @returns {string} One line that shows every option; what stands in brackets may be left out. */
export function usage({ call, options }) {
  /** @param {string} [of] */
  const under = (of) => options.filter(({ needs, missing }) => needs === of && missing === undefined).map(optional);
  /** @param {Option} option @returns {string} */
  const optional = (option) => `[${[`--${option.flag} ${shown(option)}`.trim(), ...under(option.flag)].join(' ')}]`;
  const required = options.filter(({ missing }) => missing !== undefined);
  const parts = ['PATH…', ...under(), ...required.map((option) => `--${option.flag} ${shown(option)}`)];
  return `Usage: npm run ${withArguments(call)} ${parts.join(' ')}`;
}

/** `npm run` passes on what stands after two hyphens. @param {string} call */
function withArguments(call) {
  const [name, ...flags] = call.split(' ');
  return [name, '--', ...flags].join(' ');
}

/** @param {Command} command @returns {string} The shortest call that works. */
export function shortCall({ call, options }) {
  const required = options.flatMap((option) =>
    option.missing === undefined ? [] : `--${option.flag} ${shown(option)}`,
  );
  return `npm run ${[withArguments(call), 'PATH…', ...required].join(' ')}`;
}

/** @param {Option} option */
function taken(option) {
  switch (option.kind) {
    case 'whole':
      return `whole number from ${option.least}`;
    case 'amount':
      return `number above ${option.above}, at most ${option.most}`;
    case 'choice':
      return option.choices.map((choice) => `\`${choice}\``).join(', ');
    case 'choices':
      return `some of ${option.choices.map((choice) => `\`${choice}\``).join(', ')}, with commas`;
    case 'flag':
      return 'nothing';
    case 'text':
      return 'file';
    case 'folder':
      return 'folder';
  }
}

/** @param {Option} option */
function rowOf(option) {
  const { flag, needs, missing, hint } = option;
  const usual = missing === undefined ? String(option.default ?? '') : 'must be given';
  return [`\`--${flag}\``, taken(option), usual, needs === undefined ? hint : `with \`--${needs}\`: ${hint}`];
}

/** Columns padded as the formatter of this repository does. @param {readonly (readonly string[])[]} rows */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  /** @param {readonly string[]} row */
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

/** @param {Command} command */
function section(command) {
  const opening = `\`${shortCall(command)}\` ${command.does}.`;
  const finding = command.finding === undefined ? '' : ` Exit status 3: ${command.finding.means}.`;
  return `${opening}${finding}\n\n${table([['option', 'takes', 'default', 'does'], ...command.options.map(rowOf)])}`;
}

/**
 * @param {string} text Of the README.
 * @param {readonly Command[]} commands
 * @returns {string} With the tables of these commands between its markers.
 */
export function withCommands(text, commands) {
  const [from, to] = docsMarkers.map((marker) => text.indexOf(marker));
  if (from < 0 || to < from) throw new Error('The README has lost the markers of its tables of commands.');
  const written = [docsMarkers[0], ...commands.map(section), ''].join('\n\n');
  return text.slice(0, from) + written + text.slice(to);
}
