/** Tables as CSV, JSON Lines and npz, byte for byte the same each time. */

/**
 * @param {readonly string[]} columns
 * @param {readonly number[][]} rows
 */
export function csv(columns, rows) {
  return Buffer.from([columns.join(','), ...rows.map((row) => row.join(','))].join('\n') + '\n');
}

/**
 * One object a line.
 * @param {readonly string[]} columns
 * @param {readonly (readonly (number | string)[])[]} rows
 */
export function jsonLines(columns, rows) {
  const lines = rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i]]))));
  return Buffer.from(lines.join('\n') + '\n');
}

/**
 * One float32 array a column, in a zip of stored entries with a fixed date.
 * @param {readonly string[]} columns
 * @param {readonly number[][]} rows
 */
export function npz(columns, rows) {
  const files = columns.map((name, i) => ({ name: Buffer.from(`${name}.npy`), data: npy(rows.map((row) => row[i])) }));
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const { name, data } of files) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(0x00210000, 6);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([signature(0x04034b50), common, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), common, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  return Buffer.concat([...locals, ...directory, endOfZip(files.length, Buffer.concat(directory).length, offset)]);
}

/** @param {number} value */
function signature(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/**
 * @param {number} entries
 * @param {number} size
 * @param {number} offset
 */
function endOfZip(entries, size, offset) {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/**
 * NumPy format 1.0, little-endian float32, one dimension.
 * @param {readonly number[]} values
 */
function npy(values) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length},), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const header = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${padded}`, 'latin1');
  header.writeUInt16LE(padded.length, 8);
  const data = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => data.writeFloatLE(value, 4 * i));
  return Buffer.concat([header, data]);
}

/**
 * The checksum of zip files.
 * @param {Buffer} bytes
 */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
