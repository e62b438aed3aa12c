/** Content that is known and never read: each has its own sentence. */
import { fail, type Failure } from '../basics/result';
import { foreignFile } from './foreign';
import { baseName } from './source';
import { decodeText } from './text/text';

const textEnding = /\.(csv|tsv|txt|dat|json|jsonl)$/i;

/** The refusal of content that no format may touch, or null. */
export function refusedContent(head: Uint8Array, name: string): Failure | null {
  const text = startOf(head);
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const message = `“${name}” is a git-lfs pointer, a note of a few lines that stands for the real file.`;
    const advice = `Run “git lfs pull” in the repository that it comes from, then choose the file again.`;
    return fail('git-lfs-pointer', message, advice).failure;
  }
  if (head.length >= 2 && head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) return pickle(name);
  if (/^\s*<(!doctype html|html)/i.test(text)) {
    const message = `“${name}” is a web page, not data.`;
    return fail('unrecognised', message, 'Download the raw file instead of the page that shows it.').failure;
  }
  return foreignFile(head, name);
}

/** The refusal of content that no format recognised. */
export function unrecognised(head: Uint8Array, name: string): Failure {
  const known = magics.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (known !== undefined) {
    return fail('unsupported', `“${name}” is ${known.what}, which is not read.`, known.advice).failure;
  }
  if (/\.(pkl|pickle|pt|pth|joblib)$/i.test(baseName(name))) return pickle(name);
  if (textEnding.test(name) && !head.includes(0) && decodeText(head, true) === null) {
    const message = `“${name}” is text in an encoding that is not read.`;
    return fail('unrecognised', message, 'Save it as UTF-8 text, then choose it again.').failure;
  }
  const message = `“${name}” is in no format that is known here.`;
  return fail('unrecognised', message, 'Choose an npz, npy, CSV, JSON, JSON Lines, Parquet or HDF5 file.').failure;
}

function pickle(name: string): Failure {
  const message = `“${name}” is a Python pickle. Opening one can run any program, so it is never opened.`;
  return fail('pickle', message, 'Save the arrays with numpy.savez and choose that file.').failure;
}

function startOf(head: Uint8Array): string {
  return new TextDecoder().decode(head.subarray(0, 128));
}

const unpack = 'Unpack it and choose the files inside.';
const magics = [
  { bytes: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file with a damaged start', advice: 'Copy or download it again.' },
  { bytes: [0x1f, 0x8b], what: 'a gzip file', advice: unpack },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard file', advice: unpack },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz file', advice: unpack },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 file', advice: unpack },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', advice: unpack },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', advice: unpack },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture', advice: 'Choose the recorded states instead.' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture', advice: 'Choose the recorded states instead.' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', advice: 'Choose the recorded states instead.' },
] as const;
