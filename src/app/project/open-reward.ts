/** A reward that is being looked at: everything that answers questions about it, made once. Lives in a worker. */
import { ok, type Result } from '../../basics/result';
import { decode, destandardise } from '../../demonstrations/encoding';
import { Certificate } from '../../reward/patches/certificate';
import { CrossConformal } from '../../reward/calibration/conformal';
import { noDistances, type DemonstrationDistances } from '../../norms/rows';
import { fastArithmetic } from '../../engine/arithmetic';
import { families } from '../../reward/families';
import { openModel } from '../../reward/open-model';
import { contextOf, type PatchContext } from '../../reward/patches/patch-rules';
import { principalComponents, type InputSpace, type PrincipalComponents } from '../../reward/plane';
import { scoringContextOf, type ScoringContext } from '../../reward/patches/scoring-context';
import { distancesToDemonstrations } from '../../reward/distance/demonstration-distances';
import type { BudgetMeter, ErrorModel, Points, Scorer } from '../../reward/types';
import { openBasin, type FittedBasin } from '../../reward/distance/uncertainty';
import { patchModelId } from '../../release/artifact';
import type { LoadedReward } from './reward-document';
import { pointsAt } from '../../reward/points-at';
import { openScorer } from '../../engine/open-scorer';

export interface OpenReward extends LoadedReward {
  readonly models: readonly ErrorModel[];
  readonly scorer: Scorer;
  /** The basin's demonstrations, which norms and masks measure distances to. */
  readonly distances: DemonstrationDistances;
  readonly scoring: ScoringContext;
  readonly context: PatchContext;
  readonly space: InputSpace;
  readonly modelId: string;
  readonly conformal: CrossConformal;
  /** null when the basin was left out of the file. */
  readonly fitted: FittedBasin | null;
  readonly components: PrincipalComponents;
  readonly meter: BudgetMeter;
}

/** Opens models, scorer, tree and certificate of a stored reward. */
export async function openReward(loaded: LoadedReward): Promise<Result<OpenReward>> {
  const { model, basin, outOfFold } = loaded;
  const arithmetic = await fastArithmetic();
  const models = openModel(model, families, arithmetic);
  if (!models.ok) return models;
  const distances = basin ? distancesToDemonstrations(basin) : noDistances;
  const scoring = scoringContextOf(model, distances);
  const opened = await openScorer(model, distances);
  if (!opened.ok) return opened;
  const scorer = opened.value;
  const space: InputSpace = { features: model.features, standardiser: model.standardiser };
  const good = basinPoints(loaded);
  const { baseReward: reward, memberEnergies: energies } = await scorer.score(good, []);
  const epsilon = basin?.epsilon99 ?? 0;
  return ok({
    ...loaded,
    models: models.value,
    scorer,
    distances,
    scoring,
    space,
    context: contextOf(models.value, model.features.length, model),
    modelId: await patchModelId(model),
    conformal: new CrossConformal(outOfFold, model.members.length),
    fitted: basin ? openBasin(basin, arithmetic.neighbours) : null,
    components: principalComponents(good.x, good.rows, model.standardiser.mean.length),
    meter: new Certificate({ points: good, reward, energies, model, models: models.value, epsilon, scoring }),
  });
}

/** Basin points with their raw units; the stored centre stands in where the basin was left out. */
export function basinPoints({ basin, document, model }: LoadedReward): Points {
  if (!basin) return pointsAt(model, Float64Array.from(document.centre), 1);
  const rows = basin.episodes.length;
  const raw = decode(model.features, destandardise(basin.points, rows, model.standardiser), rows);
  return { rows, x: basin.points, raw };
}
