/**
 * The failure border. What a user or a file can cause is a `Failure` inside a `Result`;
 * what only a bug can cause is an exception.
 */

/** Every way in which input can be refused. Screens switch over it exhaustively. */
export const failureKinds = [
  'empty',
  'unrecognised',
  'git-lfs-pointer',
  'pickle',
  'truncated',
  'malformed',
  'ragged',
  'unsafe-name',
  'unsupported',
  'too-large',
  'no-usable-rows',
  'no-features',
  'ambiguous',
  'bad-mapping',
  'bad-parameter',
  'too-few-rows',
  'degenerate',
  'schema-newer',
  'part-missing',
  'part-changed',
  'not-canonical',
  'storage-full',
  'storage',
  'elsewhere',
  'busy',
  'device',
  'cancelled',
  'not-found',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** `message` says what happened, `advice` what to do next, `cause` is detail for a bug report. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly advice: string;
  readonly cause?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Builds a failed result. */
export function fail(
  kind: FailureKind,
  message: string,
  advice: string,
  cause?: string,
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { kind, message, advice, ...(cause === undefined ? {} : { cause }) } };
}
