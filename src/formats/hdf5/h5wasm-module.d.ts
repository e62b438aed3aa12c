/**
 * The part of h5wasm that makes instances, which the package does not name among its entries; `vite.config.ts` says where
 * it lies. Each instance is the HDF5 C library with memory and files of its own.
 */
declare module 'h5wasm-module' {
  import type { Hdf5Library } from './library';

  export default function instantiate(options: {
    readonly noInitialRun: boolean;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<Hdf5Library>;
}
