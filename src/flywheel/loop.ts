/**
 * The flywheel: red team → verifier → triage → refinement → blue team, iteration by iteration, until a fresh attack with four times
 * the queries finds nothing more (docs/methods.md 4). Same problem, settings, memory and verdicts give the same patches.
 */
import type { Floats } from '../basics/arrays';
import type { Clock } from '../basics/clock';
import { Random } from '../basics/random';
import type { AuditStatement } from '../gate/statement/statement';
import type { BudgetMeter, Patch } from '../reward/types';
import { attack, type Attack } from './attack';
import { damageReport } from './blue-team';
import { convergenceOf, freshFlawRateOf } from './convergence';
import type { AuditBatch, AuditMemory, ProposedBatch } from './memory';
import { nearestGood } from './nearest-good';
import { drawnInputs, pickedInputs } from './rates/drawn';
import { coveredBy, judgedClusters, overruledBy } from './overruled';
import { attackBatch, repair, uncovered } from './repair';
import { clusterFlaws, withoutRejected } from './triage';
import type { AttackProblem, AuditSettings, Convergence, DamageReport, Flaw, FlawCluster, Iteration } from './types';

/** The last attack looks at so many times the points of an iteration. */
export const freshFactor = 4;
/** Flaws of one iteration that refinement is handed, the most pressing clusters first; the rest is found again. */
const mostFlaws = 6000;
/** Clusters of an iteration, and flaws of a cluster, that are kept to be looked at later. */
const keptClusters = 200;
const keptFlaws = 20;

/** Whoever decides what is a flaw and what goes in; an automatic audit has nobody. */
export interface Person {
  /** The same clusters with verdicts; those that still wait count as abstained. */
  review(clusters: readonly FlawCluster[]): Promise<readonly FlawCluster[]>;
  approve(batch: ProposedBatch): Promise<boolean>;
}

export type LoopPhase = 'attacking' | 'reviewing' | 'repairing' | 'measuring';

export interface LoopParts {
  /** Reads the patches of now each time it scores. */
  problem(patches: () => readonly Patch[]): AttackProblem;
  readonly meter: BudgetMeter;
  readonly modelId: string;
  readonly person: Person;
  readonly clock: Clock;
  /** Points of the tube that damage off the samples is measured on. */
  readonly offSample: number;
  /** a of each flaw; 1 before anything was audited. */
  gapOf(flaws: readonly Flaw[]): Float64Array;
  /** Hardest enforcement action of each basin episode under patches, [episodes]. */
  actionsOf(patches: readonly Patch[]): Promise<readonly string[]>;
  /** What may be said after a fresh attack under these patches, with what that covers and stands on. */
  state(convergence: Convergence, patches: readonly Patch[], memory: AuditMemory): Promise<AuditStatement>;
  phase(phase: LoopPhase, memory: AuditMemory, clusters: readonly FlawCluster[]): void;
  /** Resolves when memory and patches are on the disk. */
  keep(memory: AuditMemory, patches: readonly Patch[]): Promise<void>;
}

export interface LoopEnd {
  readonly memory: AuditMemory;
  readonly patches: readonly Patch[];
  readonly converged: boolean;
}

/** An audit that is under way. */
export class Loop {
  private readonly problem: AttackProblem;

  constructor(
    private readonly parts: LoopParts,
    private readonly settings: AuditSettings,
    private memory: AuditMemory,
    private patches: readonly Patch[],
  ) {
    this.problem = parts.problem(() => this.patches);
  }

  /**
   * Iterates until a fresh attack finds nothing that is new, or `iterations` are done.
   * @throws Cancelled; what was kept before stays
   */
  async run(iterations: number): Promise<LoopEnd> {
    let converged = this.owesStatement && (await this.isConverged());
    for (let done = 0; done < iterations && !converged; done++) {
      const settled = await this.iterate();
      await this.parts.keep(this.memory, this.patches);
      converged = settled && (await this.isConverged());
      if (settled && !converged && done + 1 === iterations) return this.ended(false);
    }
    // Whoever asked for a whole audit is told what is left, however it ended; a single step says nothing.
    if (!converged && iterations >= this.settings.maxIterations) converged = await this.isConverged();
    return this.ended(converged);
  }

  /** An iteration that changed nothing is followed by a statement; an end between the two is gone on from with that. */
  private get owesStatement(): boolean {
    const { iterations, statedAfter } = this.memory;
    return iterations.at(-1)?.patches.length === 0 && statedAfter !== iterations.length;
  }

  private ended(converged: boolean): LoopEnd {
    return { memory: this.memory, patches: this.patches, converged };
  }

  /** One iteration. @returns true when it changed nothing: to go on would find the same again */
  private async iterate(): Promise<boolean> {
    const { parts, settings } = this;
    const start = parts.clock.elapsed();
    const number = this.memory.iterations.length + 1;
    // The label is part of the seed: under another word an audit would draw other points.
    const seen = await this.attackWith(settings.queries, number, 'turn');
    const clusters = await this.reviewed(this.triaged(seen));
    const flaws = acceptedIn(clusters).slice(0, mostFlaws);
    this.remember(clusters, flaws);
    const batch = await this.mended(number, flaws, clusters);
    const left = await uncovered(this.problem, flaws, this.patches);
    const iteration: Iteration = {
      number,
      queries: seen.queries,
      found: seen.flaws.length,
      verified: seen.verified,
      inconclusive: seen.inconclusiveCount,
      clusters: clusters.slice(0, keptClusters).map(shortened),
      patches: batch.patches.map(({ id }) => id),
      covered: flaws.length - left.length,
      left: left.length,
      needsRetraining: nearestGood(this.problem, left),
      attacks: batch.attacks,
      ...(batch.overruled.length === 0 ? {} : { overruled: batch.overruled }),
      damage: batch.damage,
      strategies: seen.tallies.map(({ strategy, queries, hits, failed }) => ({
        strategy,
        queries,
        hits,
        ...(failed === undefined ? {} : { failed }),
      })),
      freshFlawRate: freshFlawRateOf(seen.tallies),
      seconds: (parts.clock.elapsed() - start) / 1000,
    };
    this.memory = { ...this.memory, settings, iterations: [...this.memory.iterations, iteration] };
    return batch.patches.length === 0;
  }

  /** Repairs what was accepted, shows what that costs, and lets it in or not. */
  private async mended(iteration: number, flaws: readonly Flaw[], clusters: readonly FlawCluster[]) {
    const { parts, settings, problem } = this;
    const before = this.patches;
    parts.phase('repairing', this.memory, clusters);
    const made = await repair({ ...parts, problem, settings, iteration, flaws, known: this.knownRaw() });
    parts.phase('measuring', this.memory, clusters);
    this.patches = made.patches;
    const damage = await this.damageOf(before);
    const covers = flaws.length - made.left.length;
    const overruled = await overruledBy(problem, before, made.patches, judgedClusters(this.memory));
    const shown = clusters.filter(({ verdict }) => verdict === 'accepted').slice(0, keptClusters);
    const proposed = {
      ...{ iteration, patches: made.batch, damage, covers, flaws: flaws.length, overrules: overruled },
      clusters: await coveredBy(problem, before, made.patches, shown.map(shortened)),
    };
    if (made.batch.length === 0 || !(await this.lets(proposed))) {
      this.patches = before;
      const unchanged = made.batch.length === 0 ? damage : await this.damageOf(before);
      return { patches: [], attacks: [], overruled: [], damage: unchanged };
    }
    const seed = Random.of(settings.seed, 'local', iteration).state;
    const attacks = await attackBatch(problem, made.batch, seed);
    const had = new Map(before.map((patch) => [patch.id, patch]));
    const batch: AuditBatch = {
      iteration,
      added: made.batch.map(({ id }) => id),
      replaced: made.batch.flatMap(({ id }) => had.get(id) ?? []),
      undone: false,
      damage,
      attacks,
    };
    this.memory = { ...this.memory, batches: [...this.memory.batches, batch] };
    return { patches: made.batch, attacks, overruled, damage };
  }

  private damageOf(before: readonly Patch[]): Promise<DamageReport> {
    const { parts, settings, problem, patches } = this;
    const { meter, actionsOf, offSample } = parts;
    return damageReport({ problem, before, after: patches, meter, actionsOf, offSample, settings });
  }

  /** A fresh attack of other seeds and four times the queries, and what may be said after it. */
  private async isConverged(): Promise<boolean> {
    const attempt = this.memory.attempts + 1;
    const done = this.memory.iterations.length;
    const seen = await this.attackWith(freshFactor * this.settings.queries, done, `fresh ${attempt}`);
    const kinds = this.triaged(seen).filter(({ inconclusive }) => !inconclusive);
    const convergence = convergenceOf({
      attempt,
      tallies: seen.tallies,
      kinds: kinds.map(({ flaws }) => flaws.length),
    });
    const statement = await this.parts.state(convergence, this.patches, this.memory);
    this.memory = { ...this.memory, attempts: attempt, convergence, statedAfter: done, statement };
    await this.parts.keep(this.memory, this.patches);
    // Whoever did not look has found nothing, and proved nothing.
    if (seen.tallies.some(({ failed }) => failed !== undefined)) return false;
    return this.news(acceptedIn(kinds.map(accept))).then((fresh) => fresh === 0);
  }

  /** Flaws that lie near none which is known to be beyond repair. */
  private async news(flaws: readonly Flaw[]): Promise<number> {
    const open = await uncovered(this.problem, this.memory.known, this.patches);
    const beyond = clusterFlaws(open, this.xOf, () => 1, this.problem.epsilon99);
    return withoutRejected(flaws, beyond, this.xOf, this.problem.epsilon99).length;
  }

  private attackWith(queries: number, iteration: number, label: string): Promise<Attack> {
    this.parts.phase('attacking', this.memory, []);
    const seed = Random.of(this.settings.seed, label, iteration).state;
    return attack(this.problem, { queries, seed, iteration, known: this.knownRaw() });
  }

  /** Clusters of flaws and of what could not be told, the most pressing first; rejected ones do not return. */
  private triaged(seen: Attack): readonly FlawCluster[] {
    const { problem, parts, memory } = this;
    const radius = problem.epsilon99;
    const flaws = withoutRejected(seen.flaws, memory.rejected, this.xOf, radius);
    const gaps = new Map(Array.from(parts.gapOf(flaws), (gap, i) => [flaws[i], gap]));
    const clusters = clusterFlaws(flaws, this.xOf, (flaw) => gaps.get(flaw) ?? 1, radius);
    const unsure = withoutRejected(seen.inconclusive, memory.rejected, this.xOf, radius);
    const queue = clusterFlaws(unsure, this.xOf, () => 1, radius).map((cluster) => ({
      ...cluster,
      inconclusive: true,
    }));
    return [...clusters, ...queue];
  }

  /** Automatic and by-batch audits accept every violation; what is inconclusive waits for a person. */
  private async reviewed(clusters: readonly FlawCluster[]): Promise<readonly FlawCluster[]> {
    if (this.settings.approval !== 'flaw' || clusters.length === 0) {
      return clusters.map((cluster) => (cluster.inconclusive ? cluster : accept(cluster)));
    }
    this.parts.phase('reviewing', this.memory, clusters);
    return this.parts.person.review(clusters);
  }

  private remember(clusters: readonly FlawCluster[], accepted: readonly Flaw[]): void {
    const { known, rejected, queue } = this.memory;
    const turned = clusters.filter(({ verdict }) => verdict === 'rejected').map(shortened);
    const open = clusters.filter(({ verdict }) => verdict === 'waiting' || verdict === 'abstained').map(shortened);
    this.memory = {
      ...this.memory,
      known: [...known, ...accepted],
      rejected: [...rejected, ...turned],
      queue: [...queue, ...open].slice(-keptClusters),
    };
  }

  private async lets(proposed: ProposedBatch): Promise<boolean> {
    // Whoever judged each flaw has judged what the batch is for, but not what it takes beside that.
    const { approval } = this.settings;
    if (approval === 'automatic' || (approval === 'flaw' && proposed.overrules.length === 0)) return true;
    this.parts.phase('reviewing', this.memory, []);
    return this.parts.person.approve(proposed);
  }

  private knownRaw(): Float64Array {
    const width = this.problem.space.features.length;
    const raw = new Float64Array(this.memory.known.length * width);
    this.memory.known.forEach((flaw, i) => raw.set(flaw.raw, i * width));
    return raw;
  }

  /** Where a flaw is: rates that were filled in say nothing of that. */
  private readonly xOf = ({ raw }: Flaw): Floats => {
    const { problem } = this;
    return pickedInputs(problem.points(Float64Array.from(raw), 1).x, problem.dims, drawnInputs(problem));
  };
}

function accept(cluster: FlawCluster): FlawCluster {
  return { ...cluster, verdict: 'accepted' };
}

function acceptedIn(clusters: readonly FlawCluster[]): Flaw[] {
  return clusters.filter(({ verdict }) => verdict === 'accepted').flatMap(({ flaws }) => flaws);
}

/** What is kept of a cluster: its size is not forgotten with its members. */
function shortened(cluster: FlawCluster): FlawCluster {
  return { ...cluster, flaws: cluster.flaws.slice(0, keptFlaws) };
}
