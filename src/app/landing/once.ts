/** The landing picture as the page asks for it: made once, in a worker that ends with it. */
import { withWorker, type WorkerClient } from '../worker/client';
import type { LandingPicture, LandingService } from '../types';
import type { LandingJob } from './service';

/** Whoever comes back to the drop zone finds the picture there. */
export function landingOnce(start: () => WorkerClient<{ readonly landing: LandingJob }>): LandingService {
  let made: Promise<LandingPicture | null> | null = null;
  const make = async (): Promise<LandingPicture | null> => {
    const address = new URL('examples/point-maze.reward.zip', document.baseURI).href;
    // The picture is decoration: a page without it is whole.
    const picture = await withWorker(start(), ({ landing }) => landing.picture(address)).catch(() => null);
    return picture?.ok ? picture.value : null;
  };
  return {
    picture: async () => {
      made ??= make();
      const picture = await made;
      if (picture === null) made = null;
      return picture;
    },
  };
}
