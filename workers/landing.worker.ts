import { expose } from 'comlink';
import { LandingWorkerService } from '../src/services/landing.service';

expose(new LandingWorkerService());
