/** Scenarios of a file, scored and decided, one decision record each: features by name, everything else a field that norms may name (docs/methods.md 3). */
import { fail, ok, type Result } from '../../basics/result';
import { hasRates } from '../../demonstrations/motion/rate';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { readScenarios, type ScenarioFields } from '../../formats/text/scenario-records';
import type { Patch } from '../../reward/types';
import type { AuditMaterial } from './material';
import type { DecidedScenario } from './types';
import { gateOf } from '../../gate/open-gate';
import { recordsUnder } from '../../gate/records';
import { touchingPatches } from '../../reward/explain';
import { pointsAt } from '../../reward/points-at';

/** One record a decision, in the order of the file. A feature that is missing or no number blocks. */
export async function decideFile(
  material: AuditMaterial,
  patches: readonly Patch[],
  cells: AuditCells | null,
  file: File,
): Promise<Result<readonly DecidedScenario[]>> {
  const records = readScenarios(file.name, new Uint8Array(await file.arrayBuffer()));
  if (!records.ok) return records;
  const { features } = material.reward.space;
  if (hasRates(features)) {
    return fail(
      'bad-mapping',
      `The rows of “${file.name}” stand alone, and this reward reads rates of change: a row needs the frame before.`,
      'Decide recordings by gate.py with --episodes, or learn from the data as rows that stand alone.',
    );
  }
  const names = features.map(({ name }) => name);
  const absent = names.filter((name) => !records.value.some((record) => name in record));
  if (absent.length === names.length) {
    return fail(
      'no-features',
      `“${file.name}” names none of the features that this reward reads (${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}).`,
      'Name its columns like the features of the reward.',
    );
  }
  return ok(await decideScenarios(material, patches, cells, records.value));
}

/**
 * What the reward reads of scenarios, [rows × F]: NaN where a feature is missing, or is a text or a truth value. Rounded to
 * float32, as `gate.py` and every ONNX runtime take it: there what is too large is infinite, and blocks.
 */
export function featuresIn(records: readonly ScenarioFields[], names: readonly string[]): Float64Array {
  return Float64Array.from(
    records.flatMap((record) =>
      names.map((name) => {
        const value = Object.hasOwn(record, name) ? record[name] : null;
        return typeof value === 'number' ? Math.fround(value) : NaN;
      }),
    ),
  );
}

async function decideScenarios(
  { reward }: AuditMaterial,
  patches: readonly Patch[],
  cells: AuditCells | null,
  records: readonly ScenarioFields[],
): Promise<DecidedScenario[]> {
  const raw = featuresIn(
    records,
    reward.space.features.map(({ name }) => name),
  );
  const points = { ...pointsAt(reward.space, raw, records.length), records };
  const gate = gateOf(reward, cells);
  const scores = await reward.scorer.score(points, patches);
  const made = recordsUnder(gate, reward, points, scores, (row) => actingAt(reward, raw, row, patches));
  return records.map((fields, row) => ({ fields, record: made[row] }));
}

function actingAt(reward: AuditMaterial['reward'], raw: Float64Array, row: number, patches: readonly Patch[]) {
  const width = reward.space.features.length;
  const point = pointsAt(reward.space, raw.subarray(row * width, (row + 1) * width), 1);
  const acting = touchingPatches(reward.models, point, patches, reward.scoring);
  return acting.map((patch) => ({ ...patch, amount: Number.isFinite(patch.amount) ? patch.amount : null }));
}
