/** The landing picture as the screens call it; its worker ends with the picture. */
import type { LandingWorkerService } from './service';
import type { LandingPicture, LandingService } from '../types';
import { WorkerLink } from '../worker/worker-link';

export class LandingClient implements LandingService {
  private made: Promise<LandingPicture | null> | null = null;

  /** Made once: whoever comes back to the drop zone finds it there. */
  async picture(): Promise<LandingPicture | null> {
    this.made ??= this.make();
    const picture = await this.made;
    if (picture === null) this.made = null;
    return picture;
  }

  private async make(): Promise<LandingPicture | null> {
    const link = new WorkerLink<LandingWorkerService>(
      new Worker(new URL('../../../workers/landing.worker.ts', import.meta.url), { type: 'module' }),
    );
    try {
      const address = new URL('examples/point-maze.reward.zip', document.baseURI).href;
      const picture = await link.settled(link.service.picture(address));
      return picture.ok ? picture.value : null;
    } catch {
      // The picture is decoration: a page without it is whole.
      return null;
    } finally {
      link.terminate();
    }
  }
}
