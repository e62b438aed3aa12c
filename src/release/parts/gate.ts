import { canonicalBytes, canonicalText, readCanonical } from '../../basics/canonical';
import { Refused } from '../../basics/refused';
import { claimsP } from '../../gate/claims';
import { checkGateNorms, readGate, writeGate } from '../../gate/document';
import { gateSchema } from '../../gate/document/schema';
import { modelPart } from './model';
import { normsPart } from './norms';
import { part } from './part';

export const gatePart = part({
  name: 'gate.json',
  since: 1,
  required: 'always',
  python: ['gate.py'],
  words: { title: 'Gate', sentence: 'Thresholds, and what uncertainty and conformal p are read from' },
  schema: gateSchema,
  write: ({ input }) => {
    const { model, basin } = input;
    const calibration = model.members.map((member) => member.calibration);
    const cover = basin === null ? (input.cover ?? null) : null;
    const epsilon99 = (basin ?? cover)?.epsilon99 ?? null;
    return canonicalBytes(writeGate({ ...input, calibration, epsilon99, cover }, model));
  },
  read: async (bytes, opening) => {
    const { model } = await opening.of(modelPart);
    const { norms } = await opening.of(normsPart);
    const gate = readGate(readCanonical('gate.json', bytes), model.standardiser.mean.length);
    const { thresholds, outOfFold, cells, cover, epsilon99, claims, watching } = gate;
    const calibration = model.members.map((member) => member.calibration);
    if (canonicalText(gate.calibration) !== canonicalText(calibration)) {
      throw new Refused('gate.json is calibrated for another model');
    }
    if (outOfFold.some(({ member }) => member >= calibration.length)) throw new Refused('gate.json: unknown member');
    const { basin, assessment } = opening.manifest;
    if (claims && !claimsP(outOfFold.length, assessment)) {
      throw new Refused('gate.json claims more by p than the assessment allows');
    }
    checkGateNorms(gate.norms, norms, model);
    const agree =
      basin === 'included' ? cover === null && epsilon99 !== null : (epsilon99 === null) === (cover === null);
    if (!agree) throw new Refused('gate.json and the basin do not agree');
    return { thresholds, outOfFold, cells, epsilon99, watching, ...(cover === null ? {} : { cover }) };
  },
});
