/** Names for things that are kept; unique, and nothing else. */
export function newIdentifier(): string {
  return crypto.randomUUID();
}
