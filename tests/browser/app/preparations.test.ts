/** A data set is prepared and encoded once on its way from files to a download, and one worker opens the reward. */
import { expect, test, vi } from 'vitest';
import { projectMakers } from '../../../src/app/project/facets';
import { openReward } from '../../../src/app/project/open-reward';
import { host, type Makers } from '../../../src/app/worker/host';
import { jobMakers, type JobFacets } from '../../../src/app/worker/job-facets';
import type { WorkerClient } from '../../../src/app/worker/client';
import { encode } from '../../../src/demonstrations/encoding';
import { prepare } from '../../../src/demonstrations/prepare';
import { prepareData } from '../../../src/training/prepared-data';
import { circlesCsv, connect, need, quick, trainUntil } from './studio';

vi.mock('../../../src/demonstrations/prepare', { spy: true });
vi.mock('../../../src/demonstrations/encoding', { spy: true });
vi.mock('../../../src/training/prepared-data', { spy: true });
vi.mock('../../../src/app/project/open-reward', { spy: true });

/** A worker in the page itself, so that its calls can be counted; it shares no state with the others. */
function here<T extends object>(makers: Makers<T>): WorkerClient<T> {
  const served = host(() => makers);
  const facet = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args: unknown[]) => {
            const answer = await served.call(name, String(method), ...args);
            return 'value' in answer ? answer.value : Promise.reject(new Error(answer.refused.message));
          },
      },
    );
  return { api: new Proxy({}, { get: (_, name) => facet(String(name)) }) as T, terminate: () => undefined };
}

const calls = (spied: unknown): number => vi.mocked(spied as () => void).mock.calls.length;

test('from files to a download a data set is prepared once and encoded once, and one worker opens the reward', async () => {
  const job = (): WorkerClient<JobFacets> => here(jobMakers(job));
  const services = connect({ project: () => here(projectMakers(job)), job });
  const preview = need(await services.data.read([circlesCsv(21)], () => undefined));
  need(await services.data.review(preview.token, preview.proposed));
  const dataset = need(await services.data.commit(preview.token, preview.proposed, preview.name));
  const { rewardId, failure } = await trainUntil(services, dataset.id, quick);
  expect(failure).toBeNull();
  need(await services.inspect.open(rewardId ?? ''));
  need(await services.artifact.pack(rewardId ?? '', () => undefined));
  // Of the whole data set; points that are asked about are encoded by themselves.
  const encoded = vi.mocked(encode).mock.calls.filter(([, , rows]) => rows === dataset.rows).length;
  const counted = { prepared: calls(prepare), training: calls(prepareData), encoded, opened: calls(openReward) };
  expect(counted).toEqual({ prepared: 1, training: 1, encoded: 1, opened: 1 });
  await services.inspect.close();
}, 120_000);
