import { expose } from 'comlink';
import { EpisodesWorkerService } from '../src/services/episodes.service';

expose(new EpisodesWorkerService());
