/** Formats of other tools that are known and not read, each with the one command that converts it. */
import { fail, type Failure } from '../basics/result';
import { baseName } from './source';

interface Foreign {
  readonly what: string;
  /** Shell command; FILE stands for the file’s name. */
  readonly command: string;
}

const python = (code: string): string => `python -c "${code}"`;
const table = (reader: string): string =>
  python(`import pandas as p; p.${reader}('FILE').to_csv('table.csv', index=False)`);

const formats = {
  bag1: { what: 'a ROS 1 bag', command: 'rostopic echo -b FILE -p /TOPIC > topic.csv' },
  bag2: {
    what: 'a ROS 2 bag (SQLite, .db3)',
    command: 'ros2 bag play FILE & ros2 topic echo --csv /TOPIC > topic.csv',
  },
  mcap: { what: 'an MCAP recording', command: 'mcap cat FILE --topics /TOPIC --json > topic.jsonl' },
  matlab: {
    what: 'a MATLAB file (MAT 5)',
    command: python(
      "import numpy as n, scipy.io as s; d = s.loadmat('FILE'); n.savez('arrays.npz', **{k: v for k, v in d.items() if k[0] != '_'})",
    ),
  },
  arrow: { what: 'an Arrow or Feather file', command: table('read_feather') },
  ulog: { what: 'a PX4 ULog', command: 'ulog2csv FILE' },
  excel: { what: 'an Excel workbook (.xlsx)', command: table('read_excel') },
  oldExcel: { what: 'an old Office document (.xls)', command: table('read_excel') },
  zarr: {
    what: 'a Zarr store',
    command: python(
      "import numpy as n, zarr; g = zarr.open('FILE', 'r'); d = {}; g.visititems(lambda k, v: d.update({k: v[:]}) if hasattr(v, 'shape') else None); n.savez('arrays.npz', **d)",
    ),
  },
  records: {
    what: 'a TFRecord file',
    command: python(
      "import tensorflow_datasets as t; t.as_dataframe(t.builder_from_directory('.').as_dataset('train')).to_json('steps.jsonl', orient='records', lines=True)",
    ),
  },
  motion: { what: 'a BVH motion capture', command: 'bvh-converter FILE' },
  c3d: {
    what: 'a C3D motion capture',
    command: python(
      "import ezc3d as e, numpy as n; p = e.c3d('FILE')['data']['points']; n.save('points.npy', p[:3].reshape(-1, p.shape[2]).T)",
    ),
  },
  torch: {
    what: 'a PyTorch file: weights of a network, or tensors',
    command: python(
      "import torch as t, numpy as n; d = t.load('FILE', weights_only=True); n.savez('arrays.npz', **{k: v.numpy() for k, v in d.items()})",
    ),
  },
  tensors: {
    what: 'a safetensors file: weights of a network',
    command: python("import numpy as n, safetensors.numpy as s; n.savez('arrays.npz', **s.load_file('FILE'))"),
  },
} as const satisfies Record<string, Foreign>;

const beginnings: readonly (readonly [string, keyof typeof formats])[] = [
  ['#ROSBAG V', 'bag1'],
  ['SQLite format 3', 'bag2'],
  ['\x89MCAP0\r\n', 'mcap'],
  ['MATLAB 5.0 MAT-file', 'matlab'],
  ['ARROW1', 'arrow'],
  ['FEA1', 'arrow'],
  ['ULog\x01', 'ulog'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'oldExcel'],
];

/** The refusal of a file that another tool’s format is known by, or null. */
export function foreignFile(head: Uint8Array, name: string): Failure | null {
  const start = String.fromCharCode(...head.subarray(0, 64));
  const known = beginnings.find(([mark]) => start.startsWith(mark));
  if (known !== undefined) return refusal(known[1], name);
  if (/^(\xef\xbb\xbf)?\s*HIERARCHY\s/.test(start)) return refusal('motion', name);
  if (/\.c3d$/i.test(name) && head[1] === 0x50) return refusal('c3d', name);
  if (/\.(tfrecords?|tfrecord-\d+-of-\d+)$/i.test(name) || isRecordFile(head)) return refusal('records', name);
  if (/\.safetensors$/i.test(name)) return refusal('tensors', name);
  return null;
}

/** By the names of what lies in a zip archive, or null. */
export function foreignArchive(names: readonly string[], name: string): Failure | null {
  if (names.includes('[Content_Types].xml') || names.some((each) => each.startsWith('xl/')))
    return refusal('excel', name);
  if (names.some(isZarrPart)) return refusal('zarr', name);
  if (names.some((each) => /(^|\/)data\.pkl$/.test(each))) return refusal('torch', name);
  return null;
}

/** The refusal of the folder that a Zarr store is. */
export function foreignStore(part: string): Failure {
  const store = /^(.*?\.zarr)(\/|$)/i.exec(part)?.[1] ?? part.replace(/\/?[^/]*$/, '');
  return refusal('zarr', store === '' ? part : store);
}

/** True for a file that only a Zarr store has. */
export function isZarrPart(path: string): boolean {
  return /(^|\/)(\.zarray|\.zgroup|\.zattrs|\.zmetadata|zarr\.json)$/.test(path);
}

function refusal(kind: keyof typeof formats, name: string): Failure {
  const { what, command } = formats[kind];
  const advice = `Convert it with “${command.replaceAll('FILE', baseName(name))}”.`;
  return fail('unsupported', `“${name}” is ${what}, which is not read.`, advice).failure;
}

/** A length of eight bytes and its checksum, then a protocol buffer of one message: how records begin. */
function isRecordFile(head: Uint8Array): boolean {
  if (head.length < 16 || head[4] !== 0 || head[5] !== 0 || head[6] !== 0 || head[7] !== 0) return false;
  const length = head[0] | (head[1] << 8) | (head[2] << 16);
  return head[12] === 0x0a && length > 8 && head[3] === 0 && head[15] === 0x0a;
}
