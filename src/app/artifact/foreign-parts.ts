/** A model that was trained elsewhere as the parts of a stored reward: what nobody measured stays unknown. */
import { uncalibrated } from '../../gate/thresholds';
import type { ForeignModel } from '../../release/foreign-model';
import type { RewardParts } from '../project/reward-document';

/** What a foreign model calls the format of the data that it was trained on. */
export const foreignFormat = 'model trained elsewhere';

/** @param madeAt ISO time: when it was opened, for the file does not say when it was trained */
export function partsOfForeign(foreign: ForeignModel, name: string, madeAt: string): RewardParts {
  const { model, shape, ranges, centre } = foreign;
  const { form, experts, bottleneck, hidden } = shape;
  const dataset = { name, format: foreignFormat, fingerprint: '', rows: 0, episodes: 0 };
  const { members } = model;
  return {
    model,
    families: [{ id: model.family, members, thresholds: uncalibrated, outOfFold: [], own: null }],
    basin: null,
    ranges,
    centre,
    training: {
      settings: { form, members: members.length, experts, bottleneck, hidden },
      device: 'elsewhere',
      seconds: NaN,
      dataset,
    },
    assessment: null,
    madeAt,
  };
}
