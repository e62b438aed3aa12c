import { expose } from 'comlink';
import { LandingWorkerService } from '../src/app/landing/service';

expose(new LandingWorkerService());
