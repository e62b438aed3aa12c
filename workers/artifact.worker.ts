import { expose } from 'comlink';
import { ArtifactWorkerService } from '../src/services/artifact.service';

expose(new ArtifactWorkerService());
