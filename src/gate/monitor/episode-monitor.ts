/** Follows the frames of one episode with the monitor, as the votes read it. */
import type { Frames } from '../decide';
import type { GateMonitor, MotionColumns } from './gate-monitor';
import { Monitor, type Shares } from './shares';
import { causeOf, causeWords } from './words';

/** The monitor of a gate and what it reads of frames. */
export interface Followed extends MotionColumns {
  readonly by: GateMonitor;
}

/** M of one frame, in words too. */
export interface MonitorVerdict extends Shares {
  /** What is unlike the demonstrations, as a clause. */
  readonly what: string;
  /** Name of the column that should be constant and has moved; null where none has. */
  readonly moved: string | null;
}

/** Frames are asked for in order, each once. */
export class EpisodeMonitor {
  private readonly monitor: Monitor;
  private readonly names: readonly string[];

  constructor(private readonly followed: Followed) {
    const { features, models } = followed.by;
    this.monitor = new Monitor(followed.by);
    this.names = models.watched.map((f) => features[f].name);
  }

  next({ energy, distanceRatio, raise, score }: Frames, row: number, floor: number): MonitorVerdict {
    const { by, motion, runs, moved } = this.followed;
    const columns = this.names.length;
    const shares = this.monitor.step({
      n: energy[row],
      u: distanceRatio[row],
      g: motion[row],
      run: runs.subarray(row * columns, (row + 1) * columns),
      lifted: raise[row] > 0 && score[row] > floor,
    });
    const beyond = distanceRatio[row] >= by.uBlock;
    return {
      ...shares,
      blocks: shares.blocks || beyond,
      what: beyond ? causeWords.beyond : causeOf(shares.cause, !Number.isNaN(shares.most), this.names),
      moved: moved[row] < 0 ? null : by.features[moved[row]].name,
    };
  }
}
