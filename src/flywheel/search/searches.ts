/** The engine's searches as the red team asks for them (docs/methods.md 4): by hand-made gradients where a family has them. */
import { systemClock } from '../../basics/clock';
import { crossEntropy, defaultCrossEntropy } from './cross-entropy';
import type { Gradient } from './batch';
import { energyGradient } from './energy';
import { defaultAscent, gradientAscent } from './gradient-ascent';
import { Mixture } from '../../reward/families/mixture/mixture';
import { energyOf } from '../../reward/score';
import type { PointValues, Searches } from '../../reward/search';
import type { ErrorModel, RewardModel, Scorer } from '../../reward/types';
import { calmTask } from '../../basics/calm-task';

/** Step of the differences that stand in for a gradient, standardised units. */
const differenceStep = 1e-3;
/** A search for flaws has arrived when its steps are shorter than this share of the box; nobody needs the last digits. */
export const lastStep = 1e-3;
/** Share of a population that shapes the next one. */
const eliteShare = 0.1;

/** n of each point from the scorer's errors. */
function energiesBy(model: RewardModel, scorer: Scorer): PointValues {
  const members = model.members.length;
  return async (x, rows) => {
    const errors = await scorer.errors({ rows, x, raw: x });
    const values = new Float64Array(rows);
    errors.forEach((error, i) => {
      const k = i % members;
      values[(i - k) / members] += energyOf(error, model.members[k].calibration) / members;
    });
    return values;
  };
}

/** Central differences: 2D more points for each. */
function differences(energies: PointValues, dims: number): Gradient {
  const probes = 2 * dims + 1;
  return async (points, rows) => {
    const all = new Float64Array(rows * probes * dims);
    for (let row = 0; row < rows; row++) {
      const own = points.subarray(row * dims, (row + 1) * dims);
      for (let probe = 0; probe < probes; probe++) {
        const at = (row * probes + probe) * dims;
        all.set(own, at);
        if (probe > 0) all[at + ((probe - 1) >> 1)] += probe % 2 === 1 ? -differenceStep : differenceStep;
      }
    }
    const found = await energies(all, rows * probes);
    const gradients = new Float64Array(rows * dims);
    for (let i = 0; i < gradients.length; i++) {
      const d = i % dims;
      const at = ((i - d) / dims) * probes + 1 + 2 * d;
      gradients[i] = (found[at + 1] - found[at]) / (2 * differenceStep);
    }
    return { values: Float64Array.from({ length: rows }, (_, row) => found[row * probes]), gradients };
  };
}

/**
 * Searches over one reward.
 * @param models the opened members of `model`, in order
 * @param scorer of the same model; it stays the caller's
 */
export function openSearches(model: RewardModel, models: readonly ErrorModel[], scorer: Scorer): Searches {
  const energies = energiesBy(model, scorer);
  const dims = model.standardiser.mean.length;
  const mixtures = models.filter((member) => member instanceof Mixture);
  const exact = mixtures.length === models.length;
  const slopes = exact ? energyGradient(model, mixtures) : differences(energies, dims);
  const looks = exact ? 1 : 2 * dims + 1;
  return {
    energies,
    slopes,
    descend: async (margin, box, starts, steps, task) => {
      const options = { ...defaultAscent, steps, lastStep };
      const { points, queries } = await gradientAscent(
        slopes,
        margin,
        box,
        starts,
        calmTask(task, systemClock),
        options,
      );
      return { points, rows: points.length / dims, queries: queries * looks };
    },
    crossEntropy: async (value, box, options, task) => {
      const elites = Math.max(2, Math.round(options.population * eliteShare));
      const chosen = { ...defaultCrossEntropy, ...options, elites };
      const found = await crossEntropy(value, box, chosen, calmTask(task, systemClock));
      return { points: found.points, rows: options.runs, queries: found.queries };
    },
  };
}
