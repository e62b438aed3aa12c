/** Workers that take pieces of one piece of work, each one at a time, in the order in which the pieces were asked for. */

/** One piece under way, for whoever shows progress. */
export interface Piece {
  /** A short sentence for people. */
  readonly label: string;
  /** What it costs, in the unit in which the whole is measured. */
  readonly work: number;
}

export class Lanes<L> {
  /** Places of lanes in `all`. */
  private readonly idle: number[];
  private readonly waiting: ((place: number) => void)[] = [];

  /**
   * @param all at least one
   * @param begun told of a piece when a lane takes it, @param ended when it is done
   */
  constructor(
    private readonly all: readonly L[],
    private readonly begun: (piece: Piece) => void = () => undefined,
    private readonly ended: (piece: Piece) => void = () => undefined,
  ) {
    this.idle = Array.from(all.keys()).reverse();
  }

  /** Has the next free lane do the work. */
  async run<T>(piece: Piece, work: (lane: L) => Promise<T>): Promise<T> {
    const place = this.idle.pop() ?? (await new Promise<number>((resolve) => this.waiting.push(resolve)));
    this.begun(piece);
    try {
      return await work(this.all[place]);
    } finally {
      this.ended(piece);
      const next = this.waiting.shift();
      if (next) next(place);
      else this.idle.push(place);
    }
  }

  /** Tells every lane something, whatever it is at. */
  async each(tell: (lane: L) => Promise<unknown>): Promise<void> {
    await Promise.all(this.all.map(tell));
  }
}
