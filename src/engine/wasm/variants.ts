/** Which build of the kernel this browser can run, and that build, compiled once. */

/** `relaxed` has a fused multiply-add; its sums differ from those of `simd` in the last bits. */
export type KernelVariant = 'relaxed' | 'simd';

/** A module with one function that gives a vector, made by `body`. */
function moduleOf(body: readonly number[]): Uint8Array<ArrayBuffer> {
  const code = [0, ...body, 0x0b];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const type = [1, 5, 1, 0x60, 0, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  return Uint8Array.from([...header, ...type, ...functions, 10, code.length + 2, 1, code.length, ...code]);
}

/** i32.const 0, i8x16.splat */
const vector = [0x41, 0, 0xfd, 0x0f];
const probes: Readonly<Record<KernelVariant, Uint8Array<ArrayBuffer>>> = {
  // f32x4.relaxed_madd
  relaxed: moduleOf([...vector, ...vector, ...vector, 0xfd, 0x85, 0x02]),
  simd: moduleOf(vector),
};

/** The best variant that runs here, null where there is no SIMD at all. */
export function supportedVariant(): KernelVariant | null {
  return (['relaxed', 'simd'] as const).find((variant) => WebAssembly.validate(probes[variant])) ?? null;
}

const compiled = new Map<KernelVariant, Promise<WebAssembly.Module>>();

async function load(variant: KernelVariant): Promise<WebAssembly.Module> {
  const source =
    variant === 'relaxed'
      ? await import('./assembly/index.ts?kernel-relaxed')
      : await import('./assembly/index.ts?kernel');
  return WebAssembly.compile(source.default);
}

/** The compiled kernel; each variant is compiled once. */
export function kernelModule(variant: KernelVariant): Promise<WebAssembly.Module> {
  const known = compiled.get(variant);
  if (known) return known;
  const work = load(variant);
  compiled.set(variant, work);
  return work;
}
