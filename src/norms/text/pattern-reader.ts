/**
 * Which regular expressions mean the same to RE2 and to Python's `re` with `re.ASCII`, and how each is told. Refused is
 * what one of them lacks or reads otherwise: possessive and stacked repetition, `{,n}`, lone braces, look-around,
 * back-references, flags other than a leading (?i), (?s), (?is), `(?<name>`, \C \Q \z \p \u and octal escapes, classes in
 * classes. Where both have a thing and differ, the engine is told Python's meaning: \s holds the vertical tab.
 */
import { holdToAscii, readClass, readEscape, type Piece } from './pattern-characters';
import { refuse } from '../refused';

/** One pattern in both dialects. */
export interface Pattern {
  /** For RE2. */
  readonly engine: string;
  /** For Python, and for trees; reading it again gives itself. */
  readonly shared: string;
  /** (?i): letters are ASCII in the pattern; the Kelvin sign and the long s in texts are read as k and s. */
  readonly anyCase: boolean;
}

const longest = 1000;
const mostRepeats = 1000;

/** @throws Refused */
export function readPattern(pattern: string): Pattern {
  if (pattern === '') refuse('the pattern is empty');
  if (pattern.length > longest) refuse(`the pattern is longer than ${longest} characters`);
  if (/\p{Cs}/u.test(pattern)) refuse('the pattern holds half a character');
  const flags = /^\(\?(?:i|s|is|si)\)/.exec(pattern)?.[0] ?? '';
  const anyCase = flags.includes('i');
  const characters = [...pattern.slice(flags.length)];
  let engine = flags;
  let shared = flags;
  let repeatable = false;
  for (let at = 0; at < characters.length;) {
    const piece = readPiece(characters, at, repeatable, anyCase);
    engine += piece.engine;
    shared += piece.shared;
    repeatable = piece.repeatable;
    at += piece.length;
  }
  return { engine, shared, anyCase };
}

function readPiece(characters: readonly string[], at: number, repeatable: boolean, anyCase: boolean): Piece {
  const character = characters[at];
  switch (character) {
    case '\\':
      return readEscape(characters, at, anyCase);
    case '[':
      return readClass(characters, at, anyCase);
    case '(':
      return readOpening(characters, at);
    case '{':
    case '*':
    case '+':
    case '?':
      return readRepetition(characters, at, repeatable);
    case '$':
      return { length: 1, engine: '\\z', shared: '\\Z', repeatable: false };
    case '^':
    case '|':
      return { length: 1, engine: character, shared: character, repeatable: false };
    case ']':
    case '}':
      return refuse(`${character} stands alone in the pattern: write \\${character}`);
    default:
      return literal(character, anyCase);
  }
}

function literal(character: string, anyCase: boolean): Piece {
  holdToAscii(character, anyCase);
  return { length: 1, engine: character, shared: character, repeatable: true };
}

function readOpening(characters: readonly string[], at: number): Piece {
  const ahead = characters.slice(at, at + 80).join('');
  const opening = /^\((?:\?:|\?P<[A-Za-z_][A-Za-z0-9_]*>)?/.exec(ahead)?.[0] ?? '(';
  const next = characters[at + opening.length];
  if (opening === '(' && next === '?') {
    const flags = /^\(\?[a-zA-Z]/.test(ahead) ? 'flags other than a leading (?i), (?s) or (?is)' : ahead.slice(0, 4);
    refuse(`Python and RE2 do not share ${flags}`);
  }
  return { length: opening.length, engine: opening, shared: opening, repeatable: false };
}

function readRepetition(characters: readonly string[], at: number, repeatable: boolean): Piece {
  const ahead = characters.slice(at, at + 12).join('');
  const repetition = /^(?:[*+?]|\{(\d{1,4})(?:,(\d{0,4}))?\})\??/.exec(ahead);
  if (!repetition) return refuse('{ starts no repetition like {2}, {2,} or {2,5}: write \\{');
  const [text, least, most] = repetition;
  if (!repeatable)
    refuse(`nothing that ${text} could repeat stands before it (Python and RE2 do not share possessive ones)`);
  const bounds = [least, most].filter((bound) => bound !== undefined && bound !== '').map(Number);
  if (bounds.some((bound) => bound > mostRepeats)) refuse(`${text} repeats more than ${mostRepeats} times`);
  if (bounds.length === 2 && bounds[0] > bounds[1]) refuse(`${text} ends before it begins`);
  return { length: text.length, engine: text, shared: text, repeatable: false };
}
