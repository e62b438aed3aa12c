/** Parsed JSON as data: objects are walked by their own keys only, and never assigned to. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text as JSON; Python's NaN and Infinity are understood. `undefined` when it is none, `truncated` when it ends early. */
export function parseJson(text: string): { readonly value?: Json; readonly truncated: boolean } {
  try {
    return { value: JSON.parse(text) as Json, truncated: false };
  } catch (error) {
    if (/\b(NaN|Infinity)\b/.test(text)) return parsePythonJson(text);
    return { truncated: endsEarly(error, text) };
  }
}

function parsePythonJson(text: string): { readonly value?: Json; readonly truncated: boolean } {
  const words = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;
  const plain = text.replace(words, (word) => {
    if (word.startsWith('"')) return word;
    return word === 'NaN' ? 'null' : word.startsWith('-') ? '-1e999' : '1e999';
  });
  try {
    return { value: JSON.parse(plain) as Json, truncated: false };
  } catch (error) {
    return { truncated: endsEarly(error, plain) };
  }
}

/** Engines word it differently; where one gives a place, the end of the text is the place. */
function endsEarly(error: unknown, text: string): boolean {
  if (!(error instanceof SyntaxError)) return false;
  const place = /position (\d+)/.exec(error.message);
  return /end of (JSON|data)|unterminated/i.test(error.message) || (place !== null && Number(place[1]) >= text.length);
}
