/**
 * One worker and its comlink proxy. The proxy is held here for the worker's life (an in-flight call on a collected proxy
 * never settles) and released before the worker is terminated.
 */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { whole } from './deltas';
import { received, type Host } from './host';

type Listener = (...given: unknown[]) => unknown;

const alive = new Set<object>();

export class WorkerLink {
  private readonly host: Remote<Host>;
  private readonly lost: Promise<never>;
  private lose: (cause: Error) => void = () => undefined;
  private open = true;

  constructor(private readonly worker: Worker) {
    this.host = wrap<Host>(worker);
    this.lost = new Promise((_, reject) => {
      this.lose = reject;
      worker.addEventListener('error', (event) =>
        reject(new Error(event.message || 'The worker could not be started.')),
      );
    });
    this.lost.catch(() => undefined);
    alive.add(this);
  }

  /**
   * Calls a method of one of the worker's facets; functions among the arguments can be called from there.
   * @returns what it answers, or a rejection: `FailedCall` for a refusal, an error when the worker dies or is ended first
   */
  async call(facet: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const sent = args.map((argument) =>
      typeof argument === 'function' ? proxy(whole(argument as Listener)) : argument,
    );
    return received(await Promise.race([this.host.call(facet, method, ...sent), this.lost]));
  }

  terminate(): void {
    if (!this.open) return;
    this.open = false;
    this.host[releaseProxy]();
    this.worker.terminate();
    this.lose(new Error('The worker was ended.'));
    alive.delete(this);
  }
}
