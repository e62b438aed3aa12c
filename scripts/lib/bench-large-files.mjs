/** Writes files of about a gigabyte, block by block, for measuring how much memory it takes to read them. */
import { closeSync, openSync, writeSync } from 'node:fs';

const columns = 64;
const blockRows = 16_384;

/** @typedef {'npy' | 'csv' | 'hdf5' | 'parquet'} LargeFormat */

/** Pseudo-random numbers that no packer finds much in; the same in every run. */
function block() {
  let state = 1;
  return Float32Array.from({ length: blockRows * columns }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/**
 * @param {string} path
 * @param {(write: (bytes: Uint8Array | string) => void) => void} fill
 */
function writing(path, fill) {
  const file = openSync(path, 'w');
  try {
    fill((bytes) => {
      const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      for (let at = 0; at < all.length;) at += writeSync(file, all, at);
    });
  } finally {
    closeSync(file);
  }
}

/**
 * @param {string} path
 * @param {number} blocks
 */
function writeNpy(path, blocks) {
  const values = new Uint8Array(block().buffer);
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${blocks * blockRows}, ${columns}), }`.padEnd(117);
  writing(path, (write) => {
    write(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, head.length + 1, 0));
    write(`${head}\n`);
    for (let i = 0; i < blocks; i++) write(values);
  });
}

/**
 * @param {string} path
 * @param {number} blocks
 */
function writeCsv(path, blocks) {
  const values = block();
  const lines = Array.from({ length: blockRows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), (value) => value.toFixed(6)).join(),
  );
  const text = Buffer.from(`${lines.join('\n')}\n`);
  writing(path, (write) => {
    write(`${Array.from({ length: columns }, (_, i) => `obs_${i}`).join()}\n`);
    for (let i = 0; i < blocks; i++) write(text);
  });
}

/**
 * @param {string} path
 * @param {number} blocks
 */
async function writeHdf5(path, blocks) {
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  const data = block();
  const shape = [blockRows, columns];
  const chunks = [1024, columns];
  const array = file.create_dataset({ name: 'observations', data, shape, maxshape: [null, columns], chunks });
  for (let i = 1; i < blocks; i++) {
    array.resize([(i + 1) * blockRows, columns]);
    const rows = /** @type {[number, number]} */ ([i * blockRows, (i + 1) * blockRows]);
    array.write_slice([rows, [0, columns]], data);
  }
  file.close();
}

/**
 * @param {string} path
 * @param {number} blocks
 */
async function writeParquet(path, blocks) {
  const { fileWriter, ParquetWriter } = await import('hyparquet-writer');
  const values = block();
  const names = Array.from({ length: columns }, (_, i) => `obs_${i}`);
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    codec: 'SNAPPY',
    schema: [
      { name: 'root', num_children: columns },
      ...names.map((name) => /** @type {const} */ ({ name, type: 'FLOAT', repetition_type: 'REQUIRED' })),
    ],
  });
  const columnData = names.map((name, c) => ({
    name,
    data: Float32Array.from({ length: blockRows }, (_, row) => values[row * columns + c]),
  }));
  for (let i = 0; i < blocks; i++) await writer.write({ columnData });
  await writer.finish();
}

/** Blocks that are about a gigabyte: 4 MiB of float32 each, some 10 MB as text. */
const writers = {
  npy: { write: writeNpy, blocks: 256 },
  csv: { write: writeCsv, blocks: 100 },
  hdf5: { write: writeHdf5, blocks: 256 },
  parquet: { write: writeParquet, blocks: 256 },
};

export const largeFormats = /** @type {LargeFormat[]} */ (Object.keys(writers));

/**
 * @param {LargeFormat} format
 * @param {string} path
 */
export async function writeLargeFile(format, path) {
  const { write, blocks } = writers[format];
  await write(path, blocks);
}
