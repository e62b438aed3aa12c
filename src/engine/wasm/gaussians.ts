/** Gaussian mixtures on our WebAssembly kernel: the typed side of `assembly/gaussians.ts`. */
import type { Floats } from '../../basics/arrays';
import type { OpenGaussians } from '../../reward/families/arithmetic';
import { logPeaks, type GaussianMixture, type Moments } from '../../reward/families/gaussians/gaussian-mixture';

interface GaussianExports {
  readonly memory: WebAssembly.Memory;
  readonly precisions: WebAssembly.Global;
  readonly means: WebAssembly.Global;
  readonly peaks: WebAssembly.Global;
  readonly rows: WebAssembly.Global;
  readonly errors: WebAssembly.Global;
  readonly counts: WebAssembly.Global;
  readonly sums: WebAssembly.Global;
  readonly squares: WebAssembly.Global;
  readonly squareStride: WebAssembly.Global;
  reserve(components: number, dims: number, room: number): number;
  prepare(): void;
  judge(count: number): void;
  gather(count: number, likelihood: number): number;
}

type Place = 'precisions' | 'means' | 'peaks' | 'rows' | 'errors' | 'counts' | 'sums' | 'squares';

const pageBytes = 65_536;
/** Rows that pass between JavaScript and the kernel at once. */
const room = 1024;

/**
 * Memories that mixtures share in one thread: a browser grants a process few, and reserves much address space for each. An
 * ensemble and its monitor have room beside each other; beyond, the mixture that was placed first makes way.
 */
const most = 16;
const idle: GaussianExports[] = [];
/** Mixtures whose kernel another one may take, the first placed first. */
const holders: WasmGaussians[] = [];

/** One mixture in a kernel's memory; placed anew when it is asked after another one took that. */
export class WasmGaussians implements OpenGaussians {
  private kernel: GaussianExports | null = null;
  /** Σ ln p of the rows that were gathered. */
  private logLikelihood = 0;
  private taken: Moments | null = null;

  /** @throws RangeError where the browser has no memory left and no mixture gives one */
  constructor(
    private readonly module: WebAssembly.Module,
    private readonly mixture: GaussianMixture,
  ) {
    this.placed();
  }

  /** −ln p of each row, [count]. @param x [count × D] finite */
  errors(x: Floats, count: number): Float64Array {
    const kernel = this.placed();
    const { dims } = this.mixture;
    const errors = new Float64Array(count);
    for (let from = 0; from < count; from += room) {
      const own = Math.min(room, count - from);
      view(kernel, 'rows', own * dims).set(x.subarray(from * dims, (from + own) * dims));
      kernel.judge(own);
      errors.set(view(kernel, 'errors', own), from);
    }
    return errors;
  }

  /**
   * The expectation step over rows [first, end) of x, added to what was gathered before.
   * @param x [n × D] finite
   */
  gather(x: Floats, first: number, end: number): void {
    if (this.taken !== null) throw new Error('the moments of these Gaussians were taken');
    const kernel = this.placed();
    // Nobody takes the kernel while sums stand in it.
    const held = holders.indexOf(this);
    if (held >= 0) holders.splice(held, 1);
    const { dims } = this.mixture;
    for (let from = first; from < end; from += room) {
      const own = Math.min(room, end - from);
      view(kernel, 'rows', own * dims).set(x.subarray(from * dims, (from + own) * dims));
      this.logLikelihood = kernel.gather(own, this.logLikelihood);
    }
  }

  /** What was gathered; the kernel is free for the next step of a fit. */
  moments(): Moments {
    if (this.taken !== null) return this.taken;
    const kernel = this.placed();
    const { components, dims } = this.mixture;
    const stride = kernel.squareStride.value as number;
    const wide = view(kernel, 'squares', components * dims * stride);
    const squares = new Float64Array(components * dims * dims);
    for (let row = 0; row < components * dims; row++) {
      squares.set(wide.subarray(row * stride, row * stride + dims), row * dims);
    }
    this.taken = {
      counts: view(kernel, 'counts', components).slice(),
      sums: view(kernel, 'sums', components * dims).slice(),
      squares,
      logLikelihood: this.logLikelihood,
    };
    const held = holders.indexOf(this);
    if (held >= 0) holders.splice(held, 1);
    this.kernel = null;
    idle.push(kernel);
    return this.taken;
  }

  /** A kernel with this mixture in its memory. */
  private placed(): GaussianExports {
    if (this.kernel !== null) return this.kernel;
    const kernel = freeKernel(this.module);
    const { components, dims, precisions, means } = this.mixture;
    const { memory } = kernel;
    const missing = Math.ceil((kernel.reserve(components, dims, room) - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    view(kernel, 'precisions', precisions.length).set(precisions);
    view(kernel, 'means', means.length).set(means);
    view(kernel, 'peaks', components).set(logPeaks(this.mixture));
    kernel.prepare();
    this.kernel = kernel;
    holders.push(this);
    return kernel;
  }

  /** Lets go of the kernel, which nothing is gathered in. */
  release(): GaussianExports | null {
    const { kernel } = this;
    this.kernel = null;
    return kernel;
  }
}

/** One that serves nobody, a new one, or that of the mixture that was placed first. */
function freeKernel(module: WebAssembly.Module): GaussianExports {
  const taken = (): GaussianExports | null => holders.shift()?.release() ?? null;
  const free = idle.pop() ?? (holders.length >= most ? taken() : null);
  if (free !== null) return free;
  try {
    const imports = { gaussians: { exp: Math.exp, log: Math.log } };
    return new WebAssembly.Instance(module, imports).exports as unknown as GaussianExports;
  } catch (error) {
    const other = taken();
    if (other === null) throw error;
    return other;
  }
}

function view(kernel: GaussianExports, place: Place, length: number): Float64Array {
  return new Float64Array(kernel.memory.buffer, (kernel[place].value as number) >>> 0, length);
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** The compiled kernel, which needs no more than plain SIMD: nothing in it may be fused. */
export function gaussiansModule(): Promise<WebAssembly.Module> {
  compiled ??= import('./assembly/gaussians.ts?kernel').then((source) => WebAssembly.compile(source.default));
  return compiled;
}
