import { expose } from 'comlink';
import { AssessmentService } from '../src/services/assessment.service';

expose(new AssessmentService());
