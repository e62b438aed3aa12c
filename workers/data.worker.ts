import { expose } from 'comlink';
import { DataWorkerService } from '../src/app/data/service';

expose(new DataWorkerService());
