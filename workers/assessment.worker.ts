import { expose } from 'comlink';
import { AssessmentService } from '../src/app/training/assessment';

expose(new AssessmentService());
