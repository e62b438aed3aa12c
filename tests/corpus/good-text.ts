/** Texts as people and programs write them badly, which can still be read. */
import type { GoodSample } from './good';

const rows = (row: (i: number) => string): string => `${Array.from({ length: 40 }, (_, i) => row(i)).join('\n')}\n`;

/** UTF-16 with its mark, the high byte first. */
function bigEndian(text: string): Uint8Array {
  return Uint8Array.from([0xfe, 0xff, ...[...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 0xff])]);
}

export const goodText: readonly GoodSample[] = [
  {
    title: 'CSV with names that come twice',
    files: { 'a.csv': 'x,x,X,x_2\n1,2,3,4\n5,6,7,8\n' },
    rows: 2,
    columns: ['x', 'x_2', 'X', 'x_2_2'],
    episodes: null,
  },
  {
    title: 'CSV with formulas: never computed, in names and in cells',
    files: { 'a.csv': `x,"=HYPERLINK(""http://a"")",c\n${rows((i) => `${i},${i % 5},=cmd|'/c calc'!A${i}`)}` },
    rows: 40,
    columns: ['x', '_HYPERLINK__http___a__'],
    episodes: null,
    skipped: ['c'],
  },
  {
    title: 'CSV with a column of missing values alone',
    files: { 'a.csv': 'x,y\n1,nan\n2,\n' },
    rows: 2,
    columns: ['x'],
    episodes: null,
    skipped: ['y'],
  },
  {
    title: 'CSV in UTF-16, the high byte first',
    files: { 'a.csv': bigEndian('x,größe\n1,2\n') },
    rows: 1,
    columns: ['x', 'gr__e'],
    episodes: null,
  },
  {
    title: 'CSV with line ends of Windows',
    files: { 'a.csv': 'x,y\r\n1,2\n3,4\r\n' },
    rows: 2,
    columns: ['x', 'y'],
    episodes: null,
  },
  {
    title: 'JSON Lines: a frame before the first episode',
    files: { 'a.jsonl': '{"x":1}\n{"x":[2,3],"action":[[0,1],[1,0]]}\n' },
    rows: 3,
    columns: ['x', 'act_0', 'act_1'],
    episodes: [0, 1],
  },
  {
    title: 'CSV under the ending of Parquet',
    files: { 'a.parquet': 'x,y\n1,2\n' },
    rows: 1,
    columns: ['x', 'y'],
    episodes: null,
  },
];
