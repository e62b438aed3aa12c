/** The families' arithmetic on our WebAssembly kernels, equal to the reference to the last bit. */
import { plainArithmetic, type FamilyArithmetic } from '../reward/families/arithmetic';
import type { OpenNeighbours } from '../reward/distance/neighbour-search';
import { gaussiansModule, WasmGaussians } from './wasm/gaussians';
import { neighbourModule, WasmNeighbours } from './wasm/neighbours';
import { supportedVariant } from './wasm/variants';

/** Below this a k-d tree passes over most points; from here on it scans, and a product scans faster (measured). */
const leastDims = 11;
/** Fewer points are not worth a memory of their own. */
const leastRows = 512;

let opened: Promise<FamilyArithmetic> | null = null;

async function open(): Promise<FamilyArithmetic> {
  const variant = supportedVariant();
  if (variant === null) return plainArithmetic;
  const [neighbourKernel, gaussianKernel] = await Promise.all([neighbourModule(variant), gaussiansModule()]);
  const neighbours: OpenNeighbours = (points, rows, dims, episodes = null) =>
    dims < leastDims || rows < leastRows || points instanceof Float64Array
      ? plainArithmetic.neighbours(points, rows, dims, episodes)
      : orPlain(
          () => new WasmNeighbours(neighbourKernel, points, rows, dims, episodes),
          () => plainArithmetic.neighbours(points, rows, dims, episodes),
        );
  const gaussians: FamilyArithmetic['gaussians'] = (mixture) =>
    orPlain(
      () => new WasmGaussians(gaussianKernel, mixture),
      () => plainArithmetic.gaussians(mixture),
    );
  return { neighbours, gaussians };
}

/** A browser grants a process so many WebAssembly memories and no more: the reference then gives the same bits, slower. */
function orPlain<T>(fast: () => T, plain: () => T): T {
  try {
    return fast();
  } catch (error) {
    if (error instanceof RangeError) return plain();
    throw error;
  }
}

/** Compiled once; the reference itself where the browser runs WebAssembly without SIMD. */
export function fastArithmetic(): Promise<FamilyArithmetic> {
  opened ??= open();
  return opened;
}
