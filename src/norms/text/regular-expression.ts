/**
 * Regular expressions in time linear in the text, in the syntax that RE2 and Python's `re` read alike; `pattern-reader.ts`
 * knows which that is. A match may lie anywhere in the text.
 */
import { RE2JS, RE2JSException } from 're2js';
import { readPattern } from './pattern-reader';
import { refuse } from '../refused';

/** @throws Refused @returns whether a text holds a match */
export function openRegularExpression(pattern: string): (text: string) => boolean {
  const { engine, anyCase } = readPattern(pattern);
  const compiled = compile(engine);
  if (!anyCase) return (text) => compiled.matcher(text).find();
  return (text) => compiled.matcher(text.replaceAll('\u212a', 'k').replaceAll('\u017f', 's')).find();
}

/** The pattern as trees carry it: `\Z` for `$`, which Python would also match before a last line break. @throws Refused */
export function sharedPattern(pattern: string): string {
  const { engine, shared } = readPattern(pattern);
  compile(engine);
  return shared;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return refuse(`the pattern cannot be read: ${error.message}`);
    throw error;
  }
}
