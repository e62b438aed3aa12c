/** Work on many rows that reports, lets messages in and can be stopped. */
import type { Clock } from '../../basics/clock';
import { Cancelled, type Progress, type Task } from '../../basics/task';

/** Longest stretch of work without letting messages in, ms. */
const stretch = 50;
/** Least time between two reports of the same job, ms. */
const pause = 200;

/** A task that reports about five times a second and breathes about twenty times. */
export class EpisodeTask implements Task {
  private breathed: number;
  private reported = -Infinity;
  private label = '';

  constructor(
    private readonly clock: Clock,
    private readonly onProgress: (progress: Progress) => void,
    readonly cancelled: () => boolean,
  ) {
    this.breathed = clock.elapsed();
  }

  report(progress: Progress): void {
    const now = this.clock.elapsed();
    if (progress.label === this.label && progress.done < progress.total && now - this.reported < pause) return;
    this.reported = now;
    this.label = progress.label;
    this.onProgress(progress);
  }

  async breathe(): Promise<void> {
    if (this.clock.elapsed() - this.breathed < stretch) return;
    await this.clock.sleep(0);
    this.breathed = this.clock.elapsed();
  }
}

/** Reports, lets messages in and stops here when it was told to. @throws Cancelled */
export async function advance(task: Task, progress: Progress): Promise<void> {
  task.report(progress);
  await task.breathe();
  if (task.cancelled()) throw new Cancelled();
}
