import { expose } from 'comlink';
import { InspectWorkerService } from '../src/services/inspect.service';

expose(new InspectWorkerService());
