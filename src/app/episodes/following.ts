/** How the episodes of a data set move, piece by piece; what the reward was calibrated by, as the models say that did not see it. */
import type { Task } from '../../basics/task';
import type { Followed } from '../../gate/monitor/episode-monitor';
import { motionColumns, type GateMonitor } from '../../gate/monitor/gate-monitor';
import type { Span } from './spans';
import { advance } from './task';

/** Rows between two breaths, about. */
const pieceRows = 4096;

/**
 * @param raw [rows × F]
 * @param spans cover all rows in order
 * @throws Cancelled
 */
export async function follow(
  by: GateMonitor,
  raw: Float32Array,
  spans: readonly Span[],
  task: Task,
  label: string,
): Promise<Followed> {
  const rows = spans[spans.length - 1].end;
  const [width, watched] = [by.features.length, by.models.watched.length];
  const all = { motion: new Float64Array(rows), runs: new Uint32Array(rows * watched), moved: new Int32Array(rows) };
  for (let first = 0; first < spans.length;) {
    const { start } = spans[first];
    await advance(task, { label, done: start, total: rows });
    const last = spans.findIndex(({ end }, i) => i >= first && end - start >= pieceRows);
    const own = spans.slice(first, last < 0 ? spans.length : last + 1);
    const starts = Uint32Array.from([0, ...own.map(({ end }) => end - start)]);
    const { motion, runs, moved } = motionColumns(by, raw.subarray(start * width), starts);
    all.motion.set(motion, start);
    all.runs.set(runs, start * watched);
    all.moved.set(moved, start);
    for (const { judged, start: at } of own) if (judged?.motion) all.motion.set(judged.motion, at);
    first += own.length;
  }
  return { ...all, by };
}
