/**
 * Regular expressions that cannot run away: an automaton in time linear in the text (RE2). Only the syntax that RE2 and
 * Python's `re` share is taken, so that gate.py decides alike (METHODS.md 10).
 */
import { RE2JS } from 're2js';
import { fail, ok, type Result } from '../basics/result';

/** What one of the two reads otherwise, or not at all; each with a word for people. */
const notShared: readonly (readonly [RegExp, string])[] = [
  [/\\[CQEGKXRzZpPuU]/, 'an escape that only one of RE2 and Python knows'],
  [/\(\?<[A-Za-z]/, 'a named group written (?<name>…); write (?P<name>…)'],
  [/\(\?[#(]/, 'a comment or a condition'],
  [/\[\[:/, 'a POSIX class such as [[:alpha:]]'],
  [/\(\?[a-zA-Z-]*U/, 'the flag U'],
  [/(?!^)\(\?[aimsx-]+\)/, 'a flag that is not at the beginning'],
];

/** @returns `bad-parameter` with a sentence when the pattern is none, or is not read alike by both */
export function checkPattern(pattern: string): Result<string> {
  const strange = notShared.find(([sign]) => sign.test(pattern));
  if (strange !== undefined) return refused(pattern, `it holds ${strange[1]}`);
  if (pattern.length > 1000) return refused('…', 'it is longer than 1000 characters');
  try {
    RE2JS.compile(pattern);
    return ok(pattern);
  } catch (cause) {
    return refused(pattern, cause instanceof Error ? cause.message : String(cause));
  }
}

/** True where the pattern occurs somewhere in a text. @param pattern checked before (`checkPattern`) */
export function regularExpression(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matcher(text).find();
}

function refused(pattern: string, why: string) {
  return fail(
    'bad-parameter',
    `The pattern ${pattern} cannot be used: ${why}.`,
    'Write it in the syntax that RE2 and Python share.',
  );
}
