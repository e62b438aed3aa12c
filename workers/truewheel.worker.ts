/**
 * Every worker of the app: the project worker of a tab, or one of its jobs, as its name says. One entry for both, for the build
 * bundles each entry by itself: two of them would carry two copies of all that they share.
 */
import { expose } from 'comlink';
import { host } from '../src/app/worker/host';

// At once: what is asked before somebody listens is lost.
if (self.name === 'project') expose(host(async () => (await import('../src/app/project/facets')).projectMakers()));
else expose(host(async () => (await import('../src/app/worker/job-facets')).jobMakers()));
