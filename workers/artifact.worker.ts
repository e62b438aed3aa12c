import { expose } from 'comlink';
import { ArtifactWorkerService } from '../src/app/artifact/service';

expose(new ArtifactWorkerService());
