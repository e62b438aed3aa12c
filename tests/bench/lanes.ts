/** Several workers that train at once, each its own member, and what they train together. */
import type { LaneJob, LaneMessage } from './lane';

class Lane {
  private readonly worker = new Worker(new URL('./lane.ts', import.meta.url), { type: 'module' });

  speed(job: LaneJob): Promise<number> {
    return new Promise((resolve, reject) => {
      this.worker.onerror = (event) => reject(new Error(event.message));
      this.worker.onmessage = ({ data }: MessageEvent<LaneMessage>) => {
        if ('speed' in data) resolve(data.speed);
        else reject(new Error(data.error));
      };
      this.worker.postMessage(job);
    });
  }

  close(): void {
    this.worker.terminate();
  }
}

/** Samples per second of so many workers together; the workers are opened once and warm up with the first run. */
export async function withLanes<T>(count: number, work: (speed: (job: LaneJob) => Promise<number>) => Promise<T>) {
  const lanes = Array.from({ length: count }, () => new Lane());
  try {
    return await work(async (job) => {
      const speeds = await Promise.all(lanes.map((lane) => lane.speed(job)));
      return speeds.reduce((sum, speed) => sum + speed, 0);
    });
  } finally {
    for (const lane of lanes) lane.close();
  }
}
