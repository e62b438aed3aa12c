/** Invented plans: one route with patches and one without, and a planner that needs a moment. */
import type { MazeRoute, PlanningService } from '../../../src/app/types';
import { layouts } from '../../../src/planning/maze/layouts';

const route = (path: readonly number[], outcome: MazeRoute['outcome']): MazeRoute => ({
  path,
  outcome,
  bumps: outcome === 'stuck' ? 50 : 0,
  score: 0.8,
});

export function fakePlanning(): PlanningService {
  let stopped = false;
  return {
    choices: () =>
      Promise.resolve({
        ok: true,
        value: {
          mazes: layouts.map(({ id, name, rows }) => ({ id, name, rows })),
          mazeRefusal: null,
          worlds: [
            { id: 'point', title: 'Point mass', hint: 'A mass is pushed.', refusal: null, byPlace: null },
            {
              id: 'arm',
              title: 'Two-joint arm',
              hint: 'An arm reaches.',
              refusal: 'Two-joint arm does not observe x, y.',
              byPlace: null,
            },
          ],
          patches: 1,
        },
      }),
    maze: () =>
      Promise.resolve({
        ok: true,
        value: {
          before: route([-2, -1.5, -0.5, -1.5, -0.5, 0], 'stuck'),
          after: route([-2, -1.5, 0.5, -1.5, 0.5, -2.5, 2.5, -2.5], 'reached'),
          values: Float32Array.from({ length: 100 }, (_, i) => (i % 7 === 0 ? NaN : i)),
          grid: 10,
          range: [-4, 4],
          milliseconds: 300,
        },
      }),
    loop: async (_rewardId, question, onProgress) => {
      stopped = false;
      for (let done = 0; done < 3; done++) {
        onProgress({ label: `Start ${done + 1} of 3`, done, total: 3 });
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (stopped) return { ok: false, failure: { kind: 'cancelled', message: 'Stopped.', advice: 'Start again.' } };
      }
      const start = (trueReturn: number, normalised: number, claim: number) => ({
        trueReturn,
        normalised,
        claim,
        frames: 200,
      });
      return {
        ok: true,
        value: {
          question,
          normalised: { value: 0.35, low: -0.1, high: 0.8 },
          starts: [start(-1700, -0.5, 0.95), start(-150, 0.99, 0.96), start(-700, 0.55, 0.9)],
          byChance: -1200,
          byDemonstrator: -140,
          demonstratorClaim: 0.93,
        },
      };
    },
    stop: () => {
      stopped = true;
      return Promise.resolve();
    },
  };
}
