import { expose } from 'comlink';
import { MemberTrainingService } from '../src/app/training/service';

expose(new MemberTrainingService());
