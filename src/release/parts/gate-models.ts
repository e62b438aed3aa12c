import { Refused } from '../../basics/refused';
import { encodedWidth } from '../../demonstrations/encoding';
import { saysTheSame } from '../../gate/document/monitor';
import { gateMonitor } from '../../gate/monitor/gate-monitor';
import { movingInputs } from '../../gate/monitor/moving-inputs';
import { readMonitorPart, writeMonitorPart } from '../monitor-part';
import { gatePart } from './gate';
import { modelPart } from './model';
import { part } from './part';

export const gateModelsPart = part({
  name: 'gate.safetensors',
  since: 1,
  required: 'always',
  python: ['gate.py'],
  words: {
    title: 'Models of the gate',
    sentence: 'How demonstrations move, and what the monitor’s limits were set by',
  },
  write: ({ input: { model, monitor, outOfFold, thresholds } }) => {
    const decides = gateMonitor(model.features, monitor, outOfFold, thresholds.dial);
    return writeMonitorPart(decides?.models ?? null, outOfFold);
  },
  read: async (bytes, opening) => {
    const { model } = await opening.of(modelPart);
    const { thresholds, outOfFold: judged, watching } = await opening.of(gatePart);
    const { features } = model;
    const all = watching
      ? [...watching.used, ...watching.watched, ...watching.constants.map(({ column }) => column)]
      : [];
    if (all.some((f) => f >= features.length)) throw new Refused('gate.json watches a feature that there is not');
    const own = watching?.used.map((f) => features[f]) ?? [];
    const columns = encodedWidth(own) + movingInputs(own).length;
    const { monitor, outOfFold } = readMonitorPart(bytes, watching, model.members.length, columns, judged);
    if (!saysTheSame(watching, gateMonitor(features, monitor, outOfFold, thresholds.dial))) {
      throw new Refused('gate.json and gate.safetensors do not agree');
    }
    return { monitor, outOfFold };
  },
});
