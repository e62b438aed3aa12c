/**
 * Compiles a WebAssembly program once however often it is instantiated: the HDF5 reader takes a new instance for each file,
 * and most of the time of a damaged file went into its four megabytes. Import this before the readers.
 */

const compile = (bytes: BufferSource): Promise<WebAssembly.Module> => WebAssembly.compile(bytes);
const instantiate = WebAssembly.instantiate.bind(WebAssembly);
/** By length: programs of equal length and different content do not come together here. */
const compiled = new Map<number, Promise<WebAssembly.Module>>();

Reflect.set(
  WebAssembly,
  'instantiate',
  async (program: BufferSource | WebAssembly.Module, imports: WebAssembly.Imports) => {
    if (program instanceof WebAssembly.Module) return instantiate(program, imports);
    const known = compiled.get(program.byteLength) ?? compile(program);
    compiled.set(program.byteLength, known);
    const module = await known;
    return { module, instance: await instantiate(module, imports) };
  },
);
