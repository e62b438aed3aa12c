/** Writes tar archives, good ones and others, for the corpus. */

export interface TarPart {
  readonly name: string;
  readonly data?: string | Uint8Array;
  /** Type flag; left out: a plain file. */
  readonly flag?: string;
  /** What the header claims; left out: the truth. */
  readonly size?: number;
  readonly prefix?: string;
  readonly linkTo?: string;
}

const block = 512;

/** A tar archive with its two closing blocks. */
export function tarBytes(...parts: readonly TarPart[]): Uint8Array {
  const blocks = parts.flatMap((part) => [tarHeaderBytes(part), padded(bytesOf(part.data ?? ''))]);
  return joined([...blocks, new Uint8Array(2 * block)]);
}

/** Records of pax as data of an entry of flag `x` or `g`. */
export function paxData(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      const size = new TextEncoder().encode(rest).length;
      const digits = String(size + 1).length;
      const length = String(size + digits).length > digits ? size + digits + 1 : size + digits;
      return `${length}${rest}`;
    })
    .join('');
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function tarHeaderBytes({ name, data = '', flag = '0', size, prefix = '', linkTo = '' }: TarPart): Uint8Array {
  const header = new Uint8Array(block);
  const write = (text: string, at: number): void => header.set(new TextEncoder().encode(text), at);
  write(name.slice(0, 100), 0);
  write('0000644\0', 100);
  write(`${(size ?? bytesOf(data).length).toString(8).padStart(11, '0')}\0`, 124);
  write('        ', 148);
  write(flag, 156);
  write(linkTo, 157);
  write('ustar\x0000', 257);
  write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function padded(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(data.length / block) * block);
  out.set(data);
  return out;
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}
