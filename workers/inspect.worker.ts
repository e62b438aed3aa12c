import { expose } from 'comlink';
import { InspectWorkerService } from '../src/app/inspect/service';

expose(new InspectWorkerService());
