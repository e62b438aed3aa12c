import { expose } from 'comlink';
import { DataWorkerService } from '../src/services/data.service';

expose(new DataWorkerService());
