/** The two halves of what screens see of data: bringing files in is a job, what is kept is asked of the project worker. */
import type { DataService } from '../types';

export type ImportJob = Omit<DataService, 'list' | 'remove'>;
export type DataShelf = Pick<DataService, 'list' | 'remove'>;
