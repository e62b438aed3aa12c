/**
 * What a command without a screen says of itself. Its `command.mjs` is read by Node, which parses arguments and writes the
 * usage sentence and the README's table from it, and by the page, which runs it; so it holds plain data, and its code is
 * loaded in the page alone.
 */
import type { Services } from '../app/types';
import type { Failure, Result } from '../basics/result';

interface Shared {
  /** Without the two hyphens. */
  readonly flag: string;
  /** What it does, in the README's table. */
  readonly hint: string;
  /** What the app takes when it is not given; shown, not applied. */
  readonly default?: number | string;
  /** Flag without which this one means nothing. */
  readonly needs?: string;
  /** The sentence of a refusal when it is not given; absent where it may be left out. */
  readonly missing?: string;
}
/** One option, by what follows it. */
export type Option =
  | (Shared & { readonly kind: 'whole'; readonly least: number })
  | (Shared & { readonly kind: 'amount'; readonly above: number; readonly most: number })
  | (Shared & { readonly kind: 'choice' | 'choices'; readonly choices: readonly string[] })
  /** A file whose text the page is told. */
  | (Shared & { readonly kind: 'text' })
  /** Said or not; nothing follows it. */
  | (Shared & { readonly kind: 'flag' })
  /** Where Node puts the file that the page hands back; the page is not told. */
  | (Shared & { readonly kind: 'folder' });

type ValueOf<O extends Option> = O extends { kind: 'whole' | 'amount' }
  ? number
  : O extends { kind: 'choices'; choices: readonly (infer Choice)[] }
    ? readonly Choice[]
    : O extends { kind: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : O extends { kind: 'flag' }
        ? true
        : string;

/** What a command with these options is told, by flag; what was not given is absent, so that the app's defaults hold. */
export type OptionsOf<Options extends readonly Option[]> = {
  readonly [O in Options[number] as O extends { kind: 'folder' } ? never : O['flag']]?: ValueOf<O>;
};

/** What is printed: figures, or a refusal. */
export interface Line {
  readonly error?: { readonly kind: string; readonly message: string };
  readonly [part: string]: unknown;
}
export interface Outcome {
  readonly line: Line;
  /** Goes into the folder that the command was told; null when there is none. */
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null;
}
/**
 * @param tell Says how far it is, in one line.
 * @throws Refused for what files or settings can cause.
 */
export type Run<Options> = (
  app: Services,
  files: readonly File[],
  options: Options,
  tell: (progress: string) => void,
) => Promise<Outcome>;

export interface Command {
  /** What follows `npm run`: a name, and the flags that make it another command: `headless --import-only`. */
  readonly call: string;
  /** What it does, continuing “npm run NAME …”. */
  readonly does: string;
  /** Sentence of a refusal when no file or folder is named. */
  readonly noPaths: string;
  readonly options: readonly Option[];
  /** Whether the browser has to bring WebGPU, in software where the machine has none. */
  needsGpu?(options: Readonly<Record<string, unknown>>): boolean;
  /** What exit status 3 tells, and whether a line is such a finding for whoever gave these options. */
  readonly finding?: { readonly means: string; in(line: Line, options: Readonly<Record<string, unknown>>): boolean };
  readonly load: () => Promise<{ readonly run: Run<never> }>;
}

/** Ends a command with a failure, which becomes its line. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The value of a result. @throws Refused with its failure. */
export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Refused(result.failure);
  return result.value;
}
