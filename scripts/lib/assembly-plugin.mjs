/**
 * Compiles AssemblyScript when a module imports `FILE?kernel` (WebAssembly with SIMD) or `FILE?kernel-relaxed` (with
 * relaxed SIMD's fused multiply-add as well). The import's default is the module's bytes. The same sources give the same
 * bytes; what they gave last is kept in `.cache/kernels`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { root } from './run.mjs';

/** @type {Readonly<Record<string, readonly string[]>>} */
const features = { kernel: ['simd'], 'kernel-relaxed': ['simd', 'relaxed-simd'] };
const wanted = /^(?<file>.*)\?(?<variant>kernel|kernel-relaxed)$/;
const prefix = '\0truewheel:';

/** Static data, of which there is little, lies at the bottom; the kernel lays out the rest itself. */
const options = ['-O3', '--converge', '--runtime', 'stub', '--noAssert', '--use', 'abort=', '--initialMemory', '1'];

/** @param {string} folder */
function sourcesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Name of what the sources, the options and the compiler together give.
 * @param {string} file
 * @param {string} variant
 */
function keyOf(file, variant) {
  const compiler = join(root, 'node_modules/assemblyscript/package.json');
  const hash = createHash('sha256').update([basename(file), ...options, ...features[variant]].join(' '));
  for (const source of [compiler, ...sourcesIn(dirname(file))]) hash.update(readFileSync(source)).update('\0');
  return hash.digest('hex');
}

/**
 * @param {string} file Absolute path of the entry.
 * @param {string} variant
 * @returns {Promise<Uint8Array>}
 */
async function compile(file, variant) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array[]} */
  const written = [];
  const enabled = features[variant].join(',');
  const { error, stderr } = await asc.main(
    [basename(file), '--baseDir', dirname(file), ...options, '--enable', enabled, '--outFile', 'kernel.wasm'],
    { writeFile: (_, contents) => void (typeof contents !== 'string' && written.push(contents)) },
  );
  if (error !== null || written.length !== 1) throw new Error(`${file} does not compile:\n${stderr.toString()}`);
  return written[0];
}

/**
 * @param {string} file
 * @param {string} variant
 * @returns {Promise<Uint8Array>}
 */
async function kept(file, variant) {
  const path = join(root, '.cache/kernels', `${keyOf(file, variant)}.wasm`);
  if (existsSync(path)) return readFileSync(path);
  const bytes = await compile(file, variant);
  mkdirSync(dirname(path), { recursive: true });
  // Another process may be writing the same.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, path);
  return bytes;
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
      const text = Buffer.from(await kept(file, variant)).toString('base64');
      return `export default Uint8Array.from(atob('${text}'), (letter) => letter.charCodeAt(0));`;
    },
  };
}
