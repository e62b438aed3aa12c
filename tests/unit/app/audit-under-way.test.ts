import { expect, test, vi } from 'vitest';
import { blankMemory } from '../../../src/flywheel/memory';
import { defaultAudit } from '../../../src/app/audit/types';
import { RunUnderWay, type AuditWorker } from '../../../src/app/audit/under-way';
import type { Draft } from '../../../src/app/project/draft';
import type { ProjectOwner } from '../../../src/app/project/owner';

// The choice of devices asks the browser for its GPU; nothing is scored here.
vi.hoisted(() => vi.stubGlobal('navigator', {}));

test('an audit whose worker dies has failed, with a sentence, a way on, and nothing left running', async () => {
  const draft = { reward: { row: {} }, memory: blankMemory, phaseZero: null, cells: null } as unknown as Draft;
  let ended = 0;
  const audit = { run: () => Promise.reject(new Error('out of memory')) };
  const worker = { api: { audit }, terminate: () => (ended += 1) } as unknown as AuditWorker;
  const run = new RunUnderWay({} as ProjectOwner, worker, draft, defaultAudit);
  expect(run.state).toMatchObject({ phase: 'attacking', label: 'Opening the audit' });
  const material = { basin: null, heldOut: null } as unknown as Parameters<RunUnderWay['go']>[0];
  const coverage = { attacked: [], onRecords: [], untested: [], violating: [] };
  const last = await run.go(material, coverage, 1, () => undefined);
  expect(last).toMatchObject({ phase: 'failed', failure: { kind: 'device', cause: 'Error: out of memory' } });
  expect(last.failure?.message).toMatch(/broke down/);
  expect(last.failure?.advice).toMatch(/Run it again/);
  expect(ended).toBe(1);
});
