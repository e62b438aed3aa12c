/** The landing picture as the screens call it; its worker ends with the picture. */
import type { LandingWorkerService } from './landing.service';
import type { LandingPicture, LandingService } from './types';
import { WorkerLink } from './worker-link';

export class LandingClient implements LandingService {
  async picture(): Promise<LandingPicture | null> {
    const link = new WorkerLink<LandingWorkerService>(
      new Worker(new URL('../../workers/landing.worker.ts', import.meta.url), { type: 'module' }),
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
