/**
 * One worker and its comlink proxy. The proxy is held here for the worker's life (an in-flight call on a collected proxy
 * never settles) and released before the worker is terminated.
 */
import { releaseProxy, wrap, type Remote } from 'comlink';

const alive = new Set<object>();

export class WorkerLink<T> {
  readonly service: Remote<T>;
  private readonly worker: Worker;
  private readonly lost: Promise<never>;
  private lose: (cause: Error) => void = () => undefined;
  private open = true;

  constructor(worker: Worker) {
    this.worker = worker;
    this.service = wrap<T>(worker);
    this.lost = new Promise((_, reject) => {
      this.lose = reject;
      worker.addEventListener('error', (event) =>
        reject(new Error(event.message || 'The worker could not be started.')),
      );
    });
    this.lost.catch(() => undefined);
    alive.add(this);
  }

  /** The call's answer, or a rejection when the worker dies or is terminated first. */
  settled<P extends Promise<unknown>>(call: P): Promise<Awaited<P>> {
    return Promise.race([call, this.lost]) as Promise<Awaited<P>>;
  }

  terminate(): void {
    if (!this.open) return;
    this.open = false;
    this.service[releaseProxy]();
    this.worker.terminate();
    this.lose(new Error('The worker was ended.'));
    alive.delete(this);
  }
}
