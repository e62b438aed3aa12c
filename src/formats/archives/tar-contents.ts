/** The files of a tar archive as windows on its bytes. */
import { ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { Contents } from './archive-contents';
import type { Limits } from '../limits';
import { windowOn, type SourceFile } from '../source';
import { tarEntries, type TarKind } from './tar';

const reasons: Readonly<Record<Exclude<TarKind, 'folder'>, string | null>> = {
  file: null,
  link: 'a link to another file: links are not followed',
  device: 'a device, not a file',
  other: 'not a plain file',
};

export async function tarContents(file: SourceFile, limits: Limits, task: Task): Promise<Result<Contents>> {
  const listed = await tarEntries(file, limits, task);
  if (!listed.ok) return listed;
  const entries = listed.value.flatMap((entry) => {
    if (entry.kind === 'folder') return [];
    const why = entry.size > limits.entryBytes ? 'too large to be opened' : reasons[entry.kind];
    return [
      {
        name: entry.name,
        size: entry.size,
        why,
        open: (name: string) => windowOn(file, entry.start, entry.size, name),
      },
    ];
  });
  return ok({ entries, notes: [] });
}
