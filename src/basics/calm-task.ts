/** A task that lets messages in as often as it must and no oftener: each time costs a worker at least 4 ms. */
import type { Clock } from './clock';
import type { Task } from './task';

/** Work between two breaths that wait. */
const workMilliseconds = 30;

/** The same task, whose `breathe` waits only when 30 ms have gone by since it last did. */
export function calmTask(task: Task, clock: Clock): Task {
  let breathed = clock.elapsed();
  return {
    report: (progress) => task.report(progress),
    cancelled: () => task.cancelled(),
    breathe: async () => {
      if (clock.elapsed() - breathed < workMilliseconds) return;
      await task.breathe();
      breathed = clock.elapsed();
    },
  };
}
