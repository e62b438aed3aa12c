/**
 * Compiles AssemblyScript when a module imports `FILE?kernel` (WebAssembly with SIMD) or `FILE?kernel-relaxed` (with
 * relaxed SIMD's fused multiply-add as well). The import's default is the module's bytes. Each variant is compiled once in
 * a process; the same sources give the same bytes.
 */
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** @type {Readonly<Record<string, readonly string[]>>} */
const features = { kernel: ['simd'], 'kernel-relaxed': ['simd', 'relaxed-simd'] };
const wanted = /^(?<file>.*)\?(?<variant>kernel|kernel-relaxed)$/;
const prefix = '\0truewheel:';

/** Static data, of which there is little, lies at the bottom; the kernel lays out the rest itself. */
const options = ['-O3', '--converge', '--runtime', 'stub', '--noAssert', '--use', 'abort=', '--initialMemory', '1'];

/** @type {Map<string, Promise<Uint8Array>>} */
const compiled = new Map();

/**
 * @param {string} file Absolute path of the entry.
 * @param {string} variant
 * @returns {Promise<Uint8Array>}
 */
async function compile(file, variant) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | null} */
  let bytes = null;
  const folder = dirname(file);
  const entry = relative(folder, file);
  const { error, stderr } = await asc.main(
    [entry, '--baseDir', folder, ...options, '--enable', features[variant].join(','), '--outFile', 'kernel.wasm'],
    {
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm' && typeof contents !== 'string') bytes = contents;
      },
    },
  );
  if (error !== null || bytes === null) throw new Error(`${file} does not compile:\n${stderr.toString()}`);
  return bytes;
}

/**
 * @param {string} file
 * @param {string} variant
 */
function once(file, variant) {
  const key = `${variant}:${file}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const work = compile(file, variant);
  compiled.set(key, work);
  return work;
}

/** @param {string} folder */
function sourcesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** @returns {import('vite').Plugin} */
export function assembly() {
  return {
    name: 'truewheel:assembly',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!wanted.test(source) || importer === undefined) return null;
      return `${prefix}${resolve(dirname(importer), source)}`;
    },
    async load(id) {
      const match = id.startsWith(prefix) ? wanted.exec(id.slice(prefix.length)) : null;
      const { file, variant } = match?.groups ?? {};
      if (!file || !variant) return null;
      for (const source of sourcesIn(dirname(file))) this.addWatchFile(source);
      const text = Buffer.from(await once(file, variant)).toString('base64');
      return `export default Uint8Array.from(atob('${text}'), (letter) => letter.charCodeAt(0));`;
    },
    watchChange(id) {
      for (const key of compiled.keys()) {
        const file = key.slice(key.indexOf(':') + 1);
        if (dirname(file) === dirname(id)) compiled.delete(key);
      }
    },
  };
}
