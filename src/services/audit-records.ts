/** Scenarios of a file, scored and decided: features by name, everything else a field that norms may name (METHODS.md 3). */
import { fail, ok, type Result } from '../basics/result';
import { decide } from '../flywheel/enforcement/decide';
import type { AuditCells } from '../flywheel/types';
import { readScenarios, type ScenarioFields } from '../formats/scenario-records';
import type { Patch } from '../reward/types';
import type { Stage } from './audit-stage';
import type { RecordDecision } from './audit-types';
import { gateOf, observations } from './decisions';
import { pointsAt } from './points-at';

/** One record a decision, in the order of the file. A feature that is missing or no number blocks. */
export async function decideFile(
  stage: Stage,
  patches: readonly Patch[],
  cells: AuditCells | null,
  file: File,
): Promise<Result<readonly RecordDecision[]>> {
  const records = readScenarios(file.name, new Uint8Array(await file.arrayBuffer()));
  if (!records.ok) return records;
  const names = stage.reward.space.features.map(({ name }) => name);
  const absent = names.filter((name) => !records.value.some((record) => name in record));
  if (absent.length === names.length) {
    return fail(
      'no-features',
      `“${file.name}” names none of the features that this reward reads (${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}).`,
      'Name its columns like the features of the reward.',
    );
  }
  return ok(await decideScenarios(stage, patches, cells, records.value));
}

async function decideScenarios(
  { reward }: Stage,
  patches: readonly Patch[],
  cells: AuditCells | null,
  records: readonly ScenarioFields[],
): Promise<RecordDecision[]> {
  const { features } = reward.space;
  const raw = new Float64Array(records.length * features.length);
  records.forEach((record, row) => {
    features.forEach(({ name }, f) => {
      const value = name in record ? record[name] : null;
      raw[row * features.length + f] = typeof value === 'number' ? value : NaN;
    });
  });
  const points = { ...pointsAt(reward.space, raw, records.length), records };
  const gate = gateOf(reward, cells);
  const seen = await observations(reward, gate, points, patches);
  return records.map((fields, row) => {
    const { action, votes } = decide(seen(row), gate.thresholds);
    // A person is asked because a norm could not tell, and nothing worse.
    const abstains = action === 'escalate' && votes.every(({ reason }) => reason === 'abstain');
    return { row, fields, outcome: abstains ? 'abstain' : action, reasons: votes.map(({ text }) => text) };
  });
}
