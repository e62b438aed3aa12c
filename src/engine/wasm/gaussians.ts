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

/** One mixture in the kernel's memory. */
export class WasmGaussians implements OpenGaussians {
  private readonly kernel: GaussianExports;
  /** Σ ln p of the rows that were gathered. */
  private logLikelihood = 0;

  constructor(
    module: WebAssembly.Module,
    private readonly mixture: GaussianMixture,
  ) {
    const { components, dims, precisions, means } = mixture;
    const { exports } = new WebAssembly.Instance(module, { gaussians: { exp: Math.exp, log: Math.log } });
    this.kernel = exports as unknown as GaussianExports;
    const { memory } = this.kernel;
    const missing = Math.ceil((this.kernel.reserve(components, dims, room) - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    this.view('precisions', precisions.length).set(precisions);
    this.view('means', means.length).set(means);
    this.view('peaks', components).set(logPeaks(mixture));
    this.kernel.prepare();
  }

  /** −ln p of each row, [count]. @param x [count × D] finite */
  errors(x: Floats, count: number): Float64Array {
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
    return {
      counts: this.view('counts', components).slice(),
      sums: this.view('sums', components * dims).slice(),
      squares,
      logLikelihood: this.logLikelihood,
    };
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
