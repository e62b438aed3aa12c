/**
 * `reward.onnx`: a reward with its patches as one ONNX model (docs/methods.md 10). Input `observations` float32 [N, F] in raw
 * units; outputs float32. A row with a value that is not finite gives NaN in every output, never a score.
 */
import { encodedWidth } from '../../../demonstrations/encoding';
import type { FamilyGraph } from '../../../reward/families/family';
import type { MemberGraph } from '../../../reward/families/graph-algebra';
import type { Patch, RewardModel, SculptPatch } from '../../../reward/types';
import { Algebra } from './algebra';
import { finiteRows, standardisedInputs } from './encoding';
import { patchSum, type PatchSources } from './patches';
import { GraphBuilder, writeOnnx, type Value } from './writer';

/** Outputs of length N, in order, of which `score` is the one to optimise; `member_energies` [N, K] comes last. */
export const onnxOutputs = [
  'score',
  'base_reward',
  'suppression',
  'energy',
  'member_disagreement',
  'steering_sensitivity',
  'member_energies',
] as const;
export type OnnxOutput = (typeof onnxOutputs)[number];

function spans(model: RewardModel): Float64Array {
  return Float64Array.from(model.members, ({ calibration }) => calibration.lMax - calibration.lMin);
}

/** n_k of all members, [N, K] (docs/methods.md 1.3). */
function memberEnergies(algebra: Algebra, model: RewardModel, errors: Value): Value {
  const low = Float64Array.from(model.members, ({ calibration }) => calibration.lMin);
  const count = model.members.length;
  return algebra.div(
    algebra.sub(errors, algebra.numbers('l_min', [count], low)),
    algebra.numbers('span', [count], spans(model)),
  );
}

/** value + Σ_e g_e·α·(override − value) over the sculpted experts of a member, [N]. */
function sculptedValue(
  algebra: Algebra,
  member: MemberGraph,
  sculpts: readonly SculptPatch[],
  value: number,
  override: (patch: SculptPatch) => number,
): Value {
  const terms = sculpts.map((patch) => {
    const gate = member.expert?.(patch.expert).gate;
    if (gate === undefined) throw new RangeError('a sculpted expert that is not there');
    return algebra.mul(algebra.sum(gate, 1), patch.strength * (override(patch) - value));
  });
  return terms.reduce((sum, term) => algebra.add(sum, term), algebra.add(algebra.mul(member.error, 0), value));
}

/** Energies as far as r_k reads them, [N, K]: a stricter l_max or κ_s is the same as a larger energy (docs/methods.md 2). */
function sculptedEnergies(
  algebra: Algebra,
  model: RewardModel,
  patches: readonly Patch[],
  { members }: PatchSources,
  energies: Value,
): Value {
  const sculpts = patches.filter((patch): patch is SculptPatch => patch.space === 'sculpt' && patch.enabled !== false);
  if (sculpts.length === 0) return energies;
  const factors = members.map((member, k) => {
    const { lMin, lMax } = model.members[k].calibration;
    const own = sculpts.filter((patch) => patch.member === k);
    const high = sculptedValue(algebra, member, own, lMax, (patch) => patch.lMax ?? lMax);
    const steep = sculptedValue(algebra, member, own, model.kappa, (patch) => patch.kappa ?? model.kappa);
    const factor = algebra.div(algebra.mul(steep, (lMax - lMin) / model.kappa), algebra.sub(high, lMin));
    // Rounding alone could bring it below 1, and an expert would be paid more.
    return algebra.unsqueeze(algebra.max(factor, 1), 1);
  });
  return algebra.mul(energies, algebra.concat(factors, 1));
}

/** Population standard deviation over members of ln(max(0, m_k) + 1e-12), [N]. */
function disagreement(algebra: Algebra, errors: Value): Value {
  const logs = algebra.apply('Log', algebra.add(algebra.max(errors, 0), 1e-12));
  const centred = algebra.sub(logs, algebra.mean(logs, 1, true));
  return algebra.apply('Sqrt', algebra.mean(algebra.square(centred), 1));
}

/** (1/K²) Σ_k (1/span_k)²·(4 m_k/D)·Σ_e g²(‖h‖² + 1), [N] (docs/methods.md 8). */
function steeringSensitivity(algebra: Algebra, model: RewardModel, members: readonly MemberGraph[]): Value | null {
  const dims = encodedWidth(model.features);
  const widths = spans(model);
  const terms = members.flatMap(({ error, decoderNorms }, k) => {
    const scale = 4 / (dims * widths[k] ** 2 * members.length ** 2);
    return decoderNorms === null ? [] : [algebra.mul(algebra.mul(error, decoderNorms), scale)];
  });
  return terms.length === 0 ? null : terms.reduce((sum, term) => algebra.add(sum, term));
}

type Outputs = Record<OnnxOutput, Value>;

function outputs(
  algebra: Algebra,
  model: RewardModel,
  { mapping }: FamilyGraph,
  patches: readonly Patch[],
  sources: PatchSources,
): Outputs {
  const { members } = sources;
  const count = members.length;
  const errors = algebra.concat(
    members.map(({ error }) => algebra.unsqueeze(error, 1)),
    1,
  );
  const energies = memberEnergies(algebra, model, errors);
  const energy = algebra.mean(energies, 1);
  const mapped = sculptedEnergies(algebra, model, patches, sources, energies);
  const memberRewards = mapping.graph(algebra, mapped, model.kappa);
  const reward = algebra.mul(algebra.mean(memberRewards, 1), model.beta);
  const zeros = algebra.mul(reward, 0);
  const suppression = patchSum(algebra, sources, patches, 'suppress') ?? zeros;
  const raise = patchSum(algebra, sources, patches, 'raise');
  const lifted = raise === null ? reward : algebra.add(reward, raise);
  const score = algebra.sub(algebra.max(algebra.min(lifted, 1), 0), suppression);
  return {
    score: algebra.max(score, 0),
    base_reward: reward,
    suppression,
    energy,
    member_disagreement: count === 1 ? zeros : disagreement(algebra, errors),
    steering_sensitivity: steeringSensitivity(algebra, model, members) ?? zeros,
    member_energies: energies,
  };
}

/** What masks are made of: the expression of each by its id, and the demonstrations that some measure distances to. */
export type MaskParts = Pick<PatchSources, 'trees' | 'basin'>;
const noMasks: MaskParts = { basin: null };

/**
 * Writes the model. Patches that are disabled are left out.
 * @param family that of the model: what a member and its mapping are in ONNX
 * @param name what the graph is called
 * @throws RangeError when a patch names a member or an expert that is not there: patches are validated before
 */
export function rewardOnnx(
  model: RewardModel,
  family: FamilyGraph,
  patches: readonly Patch[],
  name: string,
  { trees, basin }: MaskParts = noMasks,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const algebra = new Algebra(graph);
  const raw = algebra.widen(graph.input('observations', 'float', ['N', model.features.length]));
  const x = standardisedInputs(algebra, model.features, model.standardiser, raw);
  const members = model.members.map(({ tensors }) => family.graph(algebra, x, tensors));
  const dims = encodedWidth(model.features);
  const values = outputs(algebra, model, family, patches, { raw, x, dims, members, trees, basin });
  const finite = graph.op('Greater', [finiteRows(algebra, raw), algebra.scalar(0)]);
  for (const output of onnxOutputs) {
    const wide = output === 'member_energies';
    const guard = wide ? algebra.unsqueeze(finite, 1) : finite;
    const value = algebra.narrow(algebra.where(guard, values[output], NaN));
    graph.output(value, output, 'float', wide ? ['N', members.length] : ['N']);
  }
  const features = JSON.stringify(model.features.map((feature) => feature.name));
  return writeOnnx(graph, name, [
    ['family', model.family],
    ['features', features],
    ['schema', 'truewheel.artifact/1'],
  ]);
}
