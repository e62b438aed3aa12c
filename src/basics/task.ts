/** How long work reports and is stopped. */

/** `done` of `total` units of work; `label` is a short sentence for people. */
export interface Progress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** Handed to long work: call `report` now and then, and stop when `cancelled()` is true. */
export interface Task {
  report(progress: Progress): void;
  cancelled(): boolean;
  /** Lets messages in (a cancel, a pause); await it at least every 100 ms of work. */
  breathe(): Promise<void>;
}

/** Thrown by long work that found itself cancelled; services turn it into `kind: 'cancelled'`. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** A task that nobody watches. */
export const unwatched: Task = {
  report: () => undefined,
  cancelled: () => false,
  breathe: () => Promise.resolve(),
};
