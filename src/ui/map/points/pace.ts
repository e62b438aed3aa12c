/** How many points a frame may hold: learnt from how long frames take, never more than a processor can draw. */

/** Milliseconds that a frame may take; one that fits within the next but one screen refresh counts as in time. */
const wanted = 16;
const inTime = 25;
const fewest = 5_000;
const most = 1_000_000;
/** What a processor draws at most while the map moves. */
const softwareMoving = 100_000;

export class CloudPace {
  /** Points of the next slice of a picture at rest. */
  slice: number;
  private readonly software: boolean;

  constructor(software: boolean) {
    this.software = software;
    this.slice = software ? 50_000 : 250_000;
  }

  /** Points of a picture while the map moves. */
  get moving(): number {
    return this.software ? Math.min(softwareMoving, this.slice) : this.slice;
  }

  /** A frame of `count` points took so many milliseconds. */
  took(count: number, milliseconds: number): void {
    if (milliseconds > inTime) this.slice = Math.max(fewest, this.slice * Math.max(0.25, wanted / milliseconds));
    // A small frame that was quick says nothing of a large one.
    else if (count >= 0.9 * this.moving) this.slice = Math.min(most, Math.max(this.slice, count * 1.5));
    this.slice = Math.round(this.slice);
  }
}
