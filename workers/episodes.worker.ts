import { expose } from 'comlink';
import { EpisodesWorkerService } from '../src/app/episodes/service';

expose(new EpisodesWorkerService());
