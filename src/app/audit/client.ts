/** Audits as the screens call them; the worker starts with the first question. */
import { proxy } from 'comlink';
import type { AuditService, AuditState } from './types';
import type { AuditWorkerService } from './service';
import { WorkerLink } from '../worker/worker-link';

export class AuditClient implements AuditService {
  private held: WorkerLink<AuditWorkerService> | null = null;

  readonly open: AuditService['open'] = (rewardId) => this.ask((service) => service.open(rewardId));
  readonly readNorms: AuditService['readNorms'] = (text) => this.ask((service) => service.readNorms(text));
  readonly writeNorms: AuditService['writeNorms'] = () => this.ask((service) => service.writeNorms());
  readonly checkNorm: AuditService['checkNorm'] = (norm) => this.ask((service) => service.checkNorm(norm));
  readonly proposeRanges: AuditService['proposeRanges'] = (factor) =>
    this.ask((service) => service.proposeRanges(factor));
  readonly saveNorms: AuditService['saveNorms'] = (norms) => this.ask((service) => service.saveNorms(norms));
  readonly shade: AuditService['shade'] = (plane, size, norms) =>
    this.ask((service) => service.shade(plane, size, norms));
  readonly gapField: AuditService['gapField'] = (plane, size) => this.ask((service) => service.gapField(plane, size));
  readonly phaseZero: AuditService['phaseZero'] = () => this.ask((service) => service.phaseZero());
  readonly run: AuditService['run'] = (settings, iterations, onState) =>
    this.ask((service) =>
      service.run(
        settings,
        iterations,
        proxy((state: AuditState) => onState(state)),
      ),
    );
  readonly stop: AuditService['stop'] = () => this.ask((service) => service.stop());
  readonly review: AuditService['review'] = (clusterId, verdict) =>
    this.ask((service) => service.review(clusterId, verdict));
  readonly approve: AuditService['approve'] = (yes) => this.ask((service) => service.approve(yes));
  readonly undoBatch: AuditService['undoBatch'] = (iteration) => this.ask((service) => service.undoBatch(iteration));
  readonly story: AuditService['story'] = (raw) => this.ask((service) => service.story(raw));
  readonly exportFlaws: AuditService['exportFlaws'] = () => this.ask((service) => service.exportFlaws());
  readonly importFlaws: AuditService['importFlaws'] = (text) => this.ask((service) => service.importFlaws(text));
  readonly whatIf: AuditService['whatIf'] = (dials) => this.ask((service) => service.whatIf(dials));
  readonly setGate: AuditService['setGate'] = (dial, aMax, pMin) =>
    this.ask((service) => service.setGate(dial, aMax, pMin));
  readonly decideRecords: AuditService['decideRecords'] = (file) => this.ask((service) => service.decideRecords(file));
  readonly reset: AuditService['reset'] = () => this.ask((service) => service.reset());
  readonly attachNorms: AuditService['attachNorms'] = (datasetId, text) =>
    this.ask((service) => service.attachNorms(datasetId, text));

  async close(): Promise<void> {
    if (this.held !== null) await this.ask((service) => service.close());
  }

  private ask<P extends Promise<unknown>>(
    call: (service: WorkerLink<AuditWorkerService>['service']) => P,
  ): Promise<Awaited<P>> {
    this.held ??= new WorkerLink<AuditWorkerService>(
      new Worker(new URL('../../../workers/audit.worker.ts', import.meta.url), { type: 'module' }),
    );
    return this.held.settled(call(this.held.service));
  }
}
