/** Where the parts of a LeRobot folder lie, by their paths alone; any part may be absent. */
import { mediaEnding, type SourceFile } from '../source';

export interface LeRobotFolder {
  /** Path of the folder, with a closing `/`; empty when its contents were dropped. */
  readonly root: string;
  readonly info: SourceFile;
  /** Parquet files of frames, in the order of their numbers. */
  readonly data: readonly SourceFile[];
  /** Tables of episodes: `episodes.jsonl` (v2) or Parquet files (v3). */
  readonly episodes: readonly SourceFile[];
  readonly media: readonly SourceFile[];
  /** Files that say nothing about frames: licences, notes, statistics. */
  readonly rest: readonly SourceFile[];
}

const infoPath = 'meta/info.json';

/** Every LeRobot folder among the files, each with all files below it. */
export function leRobotFolders(files: readonly SourceFile[]): (readonly SourceFile[])[] {
  const roots = files
    .filter(({ name }) => name === infoPath || name.endsWith(`/${infoPath}`))
    .map(({ name }) => name.slice(0, -infoPath.length))
    .sort((a, b) => b.length - a.length);
  const groups = new Map<string, SourceFile[]>(roots.map((root) => [root, []]));
  for (const file of files) {
    const root = roots.find((candidate) => file.name.startsWith(candidate));
    if (root !== undefined) groups.get(root)?.push(file);
  }
  return [...groups]
    .filter(([root, group]) =>
      group.some(({ name }) => /^(data\/.*\.parquet|meta\/(episodes|tasks))/.test(name.slice(root.length))),
    )
    .map(([, group]) => group);
}

/** @param files one group of `leRobotFolders` */
export function leRobotFolder(files: readonly SourceFile[]): LeRobotFolder | null {
  const info = files
    .filter(({ name }) => name === infoPath || name.endsWith(`/${infoPath}`))
    .reduce<SourceFile | null>(
      (best, file) => (best === null || file.name.length < best.name.length ? file : best),
      null,
    );
  if (info === null) return null;
  const root = info.name.slice(0, -infoPath.length);
  const inside = (pattern: RegExp): SourceFile[] => files.filter(({ name }) => pattern.test(name.slice(root.length)));
  const order = new Intl.Collator('en', { numeric: true });
  const data = inside(/^data\/.*\.parquet$/).sort((a, b) => order.compare(a.name, b.name));
  const episodes = inside(/^meta\/(episodes\.jsonl|episodes\/.*\.parquet)$/).sort((a, b) =>
    order.compare(a.name, b.name),
  );
  const media = files.filter(({ name }) => mediaEnding.test(name));
  const described = new Set([info, ...data, ...episodes, ...media, ...inside(/^meta\//)]);
  return { root, info, data, episodes, media, rest: files.filter((file) => !described.has(file)) };
}
