/** Hands the screens their services. */
import { ArtifactClient } from './artifact/client';
import { AuditClient } from './audit/client';
import { DataClient } from './data/client';
import { EpisodesClient } from './episodes/client';
import { InspectClient } from './inspect/client';
import { LandingClient } from './landing/client';
import { TrainingClient } from './training/client';
import type { Services } from './types';

export function connect(): Services {
  return {
    landing: new LandingClient(),
    data: new DataClient(),
    training: new TrainingClient(),
    inspect: new InspectClient(),
    audit: new AuditClient(),
    episodes: new EpisodesClient(),
    artifact: new ArtifactClient(),
  };
}
