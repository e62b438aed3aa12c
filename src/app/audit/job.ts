/**
 * The flywheel in a worker of its own: works on a snapshot of the draft, that nothing changes meanwhile, and proposes what each
 * iteration came to. Whether a proposal is kept is the owner's to say; one that is refused ends the run.
 */
import { Random } from '../../basics/random';
import { ok, type Result } from '../../basics/result';
import { Cancelled } from '../../basics/task';
import { breathe } from '../../engine/open-scorer';
import type { AuditMemory } from '../../flywheel/memory';
import type { AuditSettings, GoodPoints, ReviewVerdict } from '../../flywheel/types';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { openNorms } from '../../norms/open-norm';
import type { Patch } from '../../reward/types';
import { openReward } from '../project/open-reward';
import type { LoadedReward } from '../project/reward-document';
import { deltasTo } from '../worker/deltas';
import { flawGaps, measuredCells } from './cells';
import type { AuditCoverage } from './coverage';
import { problemOn, type AuditMaterial } from './material';
import { AuditRun } from './run';
import { statementAfter } from './statement';
import type { AuditState } from './types';

/** Everything that a run needs of the draft; plain data. */
export interface AuditSnapshot {
  readonly reward: LoadedReward;
  readonly basin: GoodPoints;
  readonly heldOut: GoodPoints | null;
  readonly memory: AuditMemory;
  readonly cells: AuditCells | null;
  readonly coverage: AuditCoverage;
  readonly settings: AuditSettings;
  readonly iterations: number;
}

/** What an iteration came to, or the audit gap after the last one. */
export type AuditProposal =
  | { readonly kind: 'iteration'; readonly memory: AuditMemory; readonly patches: readonly Patch[] }
  | { readonly kind: 'gap'; readonly cells: AuditCells };

export type Propose = (proposal: AuditProposal) => Promise<Result<{ readonly cells: AuditCells | null }>>;

export type AuditEnd = 'converged' | 'iterations made' | 'stopped';

export interface AuditJob {
  run(snapshot: AuditSnapshot, onState: (state: AuditState) => void, propose: Propose): Promise<Result<AuditEnd>>;
  stop(): Promise<void>;
  review(clusterIds: readonly string[] | null, verdict: ReviewVerdict): Promise<void>;
  approve(yes: boolean): Promise<void>;
}

export class AuditJobService {
  private running: AuditRun | null = null;
  private halted = false;

  async run(
    snapshot: AuditSnapshot,
    onState: (state: AuditState) => void,
    propose: Propose,
  ): Promise<Result<AuditEnd>> {
    const opened = await openedFrom(snapshot);
    if (!opened.ok) return opened;
    const material = opened.value;
    const { settings, memory, iterations } = snapshot;
    let { cells } = snapshot;
    let last = { memory, patches: material.reward.row.patches };
    let refused: Result<AuditEnd> | null = null;
    const kept = async (proposal: AuditProposal): Promise<void> => {
      const answer = await propose(proposal);
      if (answer.ok) ({ cells } = answer.value);
      else {
        refused = answer;
        throw new Cancelled();
      }
    };
    const run = new AuditRun(material, settings, memory, {
      onState: deltasTo(onState),
      gapOf: (flaws) => flawGaps(material, cells, flaws),
      state: (convergence, patches, now) =>
        statementAfter(convergence, { ...snapshot, reward: material.reward, patches, memory: now }),
      keep: async (now, patches) => {
        last = { memory: now, patches };
        await kept({ kind: 'iteration', memory: now, patches });
      },
    });
    this.running = run;
    if (this.halted) run.stop();
    try {
      const { converged } = await run.go(last.patches, iterations);
      const measured = await this.gapOf(material, settings, last, cells);
      if (measured !== null) await kept({ kind: 'gap', cells: measured });
      return ok(converged ? 'converged' : 'iterations made');
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      return refused ?? ok('stopped');
    } finally {
      this.running = null;
    }
  }

  stop(): void {
    this.halted = true;
    this.running?.stop();
  }

  review(clusterIds: readonly string[] | null, verdict: ReviewVerdict): void {
    this.running?.review(clusterIds, verdict);
  }

  approve(yes: boolean): void {
    this.running?.approve(yes);
  }

  /** Draws from the tube until this audit has looked at every cell often enough to speak (docs/methods.md 5). */
  private gapOf(
    material: AuditMaterial,
    settings: AuditSettings,
    { memory, patches }: { readonly memory: AuditMemory; readonly patches: readonly Patch[] },
    cells: AuditCells | null,
  ): Promise<AuditCells | null> {
    const run = this.running;
    const task = { report: () => undefined, cancelled: () => run?.state.phase === 'stopped', breathe };
    const seed = Random.of(settings.seed, 'gap', memory.iterations.length, memory.attempts).state;
    return measuredCells(
      material,
      problemOn(material, settings, () => patches, task),
      cells,
      seed,
    );
  }
}

async function openedFrom({ reward: loaded, basin, heldOut }: AuditSnapshot): Promise<Result<AuditMaterial>> {
  const reward = await openReward(loaded);
  if (!reward.ok) return reward;
  const norms = openNorms(loaded.norms, reward.value.space, reward.value.distances);
  if (!norms.ok) return norms;
  return ok({ reward: reward.value, norms: norms.value, basin, heldOut, prepared: null });
}
