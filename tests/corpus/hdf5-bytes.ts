/** Writes HDF5 files for the corpus, with the library that also reads them. */
import h5wasm, { type Dtype, type GuessableDataTypes } from 'h5wasm';

export interface Written {
  readonly data: GuessableDataTypes;
  readonly shape?: readonly number[];
  readonly dtype?: Dtype;
  readonly chunks?: readonly number[];
  /** Level of gzip, or the number of a filter. */
  readonly compression?: number | 'gzip';
  readonly compression_opts?: number[];
}

/** What lies in a group: arrays, and groups by their names. */
export interface Tree {
  readonly [name: string]: Written | Tree;
}

const { FS } = await h5wasm.ready;

/**
 * A file as h5py writes it by default; `v200` gives one of the newest version, with checksums.
 * @param links soft links, path → target
 */
export function hdf5Bytes(
  tree: Tree,
  links: Readonly<Record<string, string>> = {},
  version: 'earliest' | 'v200' = 'earliest',
): Uint8Array {
  const file = new h5wasm.File('written.h5', 'w', { libver: [version, 'v200'] });
  try {
    fill(file, tree);
    for (const [name, target] of Object.entries(links)) file.create_soft_link(target, name);
  } finally {
    file.close();
  }
  const bytes = FS.readFile('written.h5').slice();
  FS.unlink('written.h5');
  return bytes;
}

function fill(group: InstanceType<typeof h5wasm.Group>, tree: Tree): void {
  for (const [name, value] of Object.entries(tree)) {
    if (isArray(value)) {
      const { shape, chunks, ...rest } = value;
      group.create_dataset({
        name,
        ...rest,
        ...(shape === undefined ? {} : { shape: [...shape] }),
        ...(chunks === undefined ? {} : { chunks: [...chunks] }),
      });
    } else {
      fill(group.create_group(name), value);
    }
  }
}

function isArray(value: Written | Tree): value is Written {
  return 'data' in value && (ArrayBuffer.isView(value.data) || Array.isArray(value.data));
}

/** count numbers from `first`, halves between, none of them zero. */
export function ramp(count: number, first = 0.5): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => first + i / 2);
}

/** An array of 32-bit floating-point numbers, packed by gzip in chunks of two rows where `packed`. */
export function floats(shape: readonly number[], first = 0.5, packed = false): Written {
  const data = ramp(
    shape.reduce((product, length) => product * length, 1),
    first,
  );
  return packed ? { data, shape, chunks: [Math.min(2, shape[0]), ...shape.slice(1)], compression: 'gzip' } : { data, shape };
}

/** Flags: 1 at the given places. */
export function flags(length: number, ...set: readonly number[]): Written {
  return { data: Uint8Array.from({ length }, (_, i) => Number(set.includes(i))), shape: [length] };
}

/** An episode as robomimic writes it, `rows` frames of two observations and one action. */
export function robomimicEpisode(rows: number, first: number): Tree {
  return {
    obs: { eef_pos: floats([rows, 3], first, true), gripper: floats([rows, 1], first), agentview_image: picture(rows) },
    next_obs: { eef_pos: floats([rows, 3], first) },
    actions: floats([rows, 2], first),
    rewards: { data: new Float64Array(rows), shape: [rows] },
    dones: flags(rows, rows - 1),
    states: floats([rows, 4], first),
  };
}

function picture(rows: number): Written {
  return { data: new Uint8Array(rows * 48).fill(7), shape: [rows, 4, 4, 3] };
}
