import { expose } from 'comlink';
import { AuditWorkerService } from '../src/services/audit.service';

expose(new AuditWorkerService());
