/** Opens a store in a worker and writes a data set, saying when it is under way and when it is done. */
import { systemClock } from '../../../src/basics/clock';
import { openStore } from '../../../src/store/store';
import { datasetRow, event } from './rows';

addEventListener('message', ({ data: { name, id, elements } }: MessageEvent) => void write(name, id, elements));

async function write(name: string, id: string, elements: number): Promise<void> {
  const opened = await openStore(name, systemClock);
  if (!opened.ok) return postMessage(opened.failure.kind);
  const values = new Float32Array(elements).fill(0.5);
  const adding = opened.value.datasets.add(datasetRow(id), { values }, event);
  postMessage('writing');
  const added = await adding;
  postMessage(added.ok ? 'saved' : added.failure.kind);
}
