/** The 512 bytes before each entry of a tar archive. */

export interface TarHeader {
  readonly name: string;
  /** Bytes; links and folders have none, whatever they claim. */
  readonly size: number;
  /** One character: what the entry is. */
  readonly flag: string;
}

const sumAt = 148;
const flagAt = 156;

/** Bytes up to the first zero as text. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** True when a block bears the mark of tar and its checksum. */
export function isTarHeader(block: Uint8Array): boolean {
  return textOf(block.subarray(257, 262)) === 'ustar' && hasChecksum(block);
}

/** null when the checksum or the size is wrong. */
export function tarHeader(block: Uint8Array): TarHeader | null {
  const size = numberOf(block.subarray(124, 136));
  if (size === null || !hasChecksum(block)) return null;
  const flag = String.fromCharCode(block[flagAt]);
  const ustar = textOf(block.subarray(257, 263)) === 'ustar';
  const prefix = ustar ? textOf(block.subarray(345, 500)) : '';
  const name = textOf(block.subarray(0, 100));
  return { name: prefix === '' ? name : `${prefix}/${name}`, size: '123456'.includes(flag) ? 0 : size, flag };
}

/** Records `LENGTH KEY=VALUE\n`; null when they are not. Keys that come twice: the last counts. */
export function paxRecords(data: Uint8Array): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length && data[at] !== 0;) {
    const [, digits] = /^(\d{1,6}) /.exec(latin(data.subarray(at, at + 8))) ?? [];
    const length = Number(digits);
    if (digits === undefined || length <= digits.length + 2 || at + length > data.length) return null;
    if (data[at + length - 1] !== 0x0a) return null;
    const record = new TextDecoder().decode(data.subarray(at + digits.length + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals < 1) return null;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** The sum of all bytes with blanks in place of the sum; old programs took the bytes as signed. */
function hasChecksum(block: Uint8Array): boolean {
  const wanted = numberOf(block.subarray(sumAt, sumAt + 8));
  let [sum, signed] = [0, 0];
  block.forEach((byte, i) => {
    const value = i >= sumAt && i < sumAt + 8 ? 0x20 : byte;
    sum += value;
    signed += value > 127 ? value - 256 : value;
  });
  return wanted === sum || wanted === signed;
}

/** Octal digits, or from a first bit of one a binary number, for sizes beyond 8 GiB; null when it is neither. */
function numberOf(field: Uint8Array): number | null {
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((number, byte) => number * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const digits = latin(field)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  return /^[0-7]*$/.test(digits) ? parseInt(digits || '0', 8) : null;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
