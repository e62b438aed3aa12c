/** Frame of every command: what goes wrong becomes a sentence and an exit status, never a stack for a user's mistake. */

/** A mistake in how a command was called; shown with the usage sentence. */
export class UsageError extends Error {}

/**
 * @param {() => Promise<number | void>} work Resolves to the exit status (nothing = 0).
 * @param {string} [usage] Shown after a UsageError.
 */
export async function main(work, usage) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError && usage ? `${message}\n${usage}` : message);
    if (process.env.DEBUG) console.error(error);
    process.exitCode = 1;
  }
}
