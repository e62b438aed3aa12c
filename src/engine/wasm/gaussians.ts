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

/** Kernels that serve no mixture now. */
const idle: GaussianExports[] = [];

/** One mixture in the kernel's memory. */
export class WasmGaussians implements OpenGaussians {
  private kernel: GaussianExports;
  /** Σ ln p of the rows that were gathered. */
  private logLikelihood = 0;
  /** The kernel serves another mixture by now. */
  private given = false;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly mixture: GaussianMixture,
  ) {
    this.kernel = this.placed();
  }

  /** A kernel with this mixture in its memory: one that was given back, where there is one. */
  private placed(): GaussianExports {
    const { components, dims, precisions, means } = this.mixture;
    const imports = { gaussians: { exp: Math.exp, log: Math.log } };
    this.kernel = idle.pop() ?? (new WebAssembly.Instance(this.module, imports).exports as unknown as GaussianExports);
    this.given = false;
    const { memory } = this.kernel;
    const missing = Math.ceil((this.kernel.reserve(components, dims, room) - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    this.view('precisions', precisions.length).set(precisions);
    this.view('means', means.length).set(means);
    this.view('peaks', components).set(logPeaks(this.mixture));
    this.kernel.prepare();
    return this.kernel;
  }

  /** −ln p of each row, [count]. @param x [count × D] finite */
  errors(x: Floats, count: number): Float64Array {
    if (this.given) this.placed();
    const { dims } = this.mixture;
    const errors = new Float64Array(count);
    for (let from = 0; from < count; from += room) {
      const own = Math.min(room, count - from);
      this.view('rows', own * dims).set(x.subarray(from * dims, (from + own) * dims));
      this.kernel.judge(own);
      errors.set(this.view('errors', own), from);
    }
    return errors;
  }

  /**
   * The expectation step over rows [first, end) of x, added to what was gathered before.
   * @param x [n × D] finite
   */
  gather(x: Floats, first: number, end: number): void {
    const { dims } = this.mixture;
    for (let from = first; from < end; from += room) {
      const own = Math.min(room, end - from);
      this.view('rows', own * dims).set(x.subarray(from * dims, (from + own) * dims));
      this.logLikelihood = this.kernel.gather(own, this.logLikelihood);
    }
  }

  /** What was gathered since the mixture was placed. */
  moments(): Moments {
    const { components, dims } = this.mixture;
    const stride = this.kernel.squareStride.value as number;
    const wide = this.view('squares', components * dims * stride);
    const squares = new Float64Array(components * dims * dims);
    for (let row = 0; row < components * dims; row++) {
      squares.set(wide.subarray(row * stride, row * stride + dims), row * dims);
    }
    const moments = {
      counts: this.view('counts', components).slice(),
      sums: this.view('sums', components * dims).slice(),
      squares,
      logLikelihood: this.logLikelihood,
    };
    // A step of expectation–maximisation is over: a browser has few memories, and the next step needs one.
    if (!this.given) idle.push(this.kernel);
    this.given = true;
    return moments;
  }

  private view(place: Place, length: number): Float64Array {
    return new Float64Array(this.kernel.memory.buffer, (this.kernel[place].value as number) >>> 0, length);
  }
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** The compiled kernel, which needs no more than plain SIMD: nothing in it may be fused. */
export function gaussiansModule(): Promise<WebAssembly.Module> {
  compiled ??= import('./assembly/gaussians.ts?kernel').then((source) => WebAssembly.compile(source.default));
  return compiled;
}
