/** What Node and the page derive from the table of commands. */

/** @typedef {import('./command').Command} Command */

/** Exit statuses of every command. 1 is what an exception ends in. */
export const exits = { done: 0, calledWronglyOrBug: 1, nothingUsable: 2, finding: 3 };

/**
 * @param {Command} command
 * @param {import('./command').Line} line What it printed.
 * @param {Readonly<Record<string, unknown>>} [options] What it was asked for.
 * @returns {number} Its exit status.
 */
export function exitOf({ finding }, line, options = {}) {
  if (line.error) return exits.nothingUsable;
  return finding?.in(line, options) ? exits.finding : exits.done;
}

/** @param {Command} command @returns {string[]} The flags in its call. */
const marks = ({ call }) => call.split(' ').slice(1);

/**
 * @param {readonly Command[]} list
 * @throws {Error} when two commands are called alike, or an option needs one that is not there.
 */
export function collectCommands(list) {
  const byCall = new Map(list.map((command) => [command.call, command]));
  if (byCall.size !== list.length) throw new Error('Two commands are called alike.');
  for (const { call, options } of list) {
    const stray = options.find(({ needs }) => needs !== undefined && !options.some(({ flag }) => flag === needs));
    if (stray !== undefined) throw new Error(`${call} has no --${stray.needs}, which --${stray.flag} needs.`);
  }
  return {
    list,
    /**
     * @param {string} call
     * @throws {Error} when there is none.
     */
    of(call) {
      const command = byCall.get(call);
      if (command === undefined) throw new Error(`There is no command “${call}”.`);
      return command;
    },
    /**
     * The command that `npm run NAME -- ARGS` means: of those with that name, the one with most of its flags among the
     * arguments; those are taken out.
     * @param {string} name
     * @param {readonly string[]} args
     */
    called(name, args) {
      const meant = list
        .filter((command) => command.call.split(' ')[0] === name && marks(command).every((mark) => args.includes(mark)))
        .reduce((best, command) => (marks(command).length > marks(best).length ? command : best), this.of(name));
      return { command: meant, rest: args.filter((arg) => !marks(meant).includes(arg)) };
    },
  };
}
