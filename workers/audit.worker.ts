import { expose } from 'comlink';
import { AuditWorkerService } from '../src/app/audit/service';

expose(new AuditWorkerService());
