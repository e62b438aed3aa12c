import { expose } from 'comlink';
import { MemberTrainingService } from '../src/services/training.service';

expose(new MemberTrainingService());
