/**
 * Joins the Python modules beside this file into `gate.py` and `use.py`, which need nothing of Truewheel: the docstring of the
 * program, one block of imports, the constants, then each module under its title. Modules import each other by name, so that
 * they can be read and checked as they are; joined, those imports go.
 */
import artifact from './artifact.py?raw';
import checks from './checks.py?raw';
import { constantsFor } from './constants';
import decide from './decide.py?raw';
import evidence from './evidence.py?raw';
import files from './files.py?raw';
import gate from './gate.py?raw';
import monitor from './monitor.py?raw';
import motion from './motion.py?raw';
import numeric from './numeric.py?raw';
import rates from './rates.py?raw';
import rules from './rules.py?raw';
import space from './space.py?raw';
import stream from './stream.py?raw';
import texts from './texts.py?raw';
import trees from './trees.py?raw';
import use from './use.py?raw';
import windows from './windows.py?raw';

/** In the order in which they are joined: none needs a later one while it is read. */
const shared = {
  ...{ numeric, artifact, rates, space, texts, trees, windows, motion, monitor },
  ...{ checks, evidence, rules, decide, stream, files },
};
const ours = new Set(['constants', ...Object.keys(shared)]);

interface Module {
  /** The docstring, without its quotes. */
  readonly title: string;
  /** Import statements of packages, one a line. */
  readonly imports: readonly string[];
  readonly body: string;
}

/** @throws Error for a module that does not begin with a docstring and its imports */
function parse(source: string): Module {
  const parts = /^"""([^]*?)"""\n((?:(?:import|from) [^\n]+\n|\n)*)([^]*)$/.exec(source);
  if (parts === null) throw new Error('a Python module begins with its docstring and its imports');
  const imports = parts[2].split('\n').filter((line) => line !== '');
  const foreign = imports.filter((line) => !ours.has(line.split(' ')[1]));
  return { title: parts[1], imports: foreign, body: parts[3].trim() };
}

/** Packages that do not come with Python. */
const installed = /^(import|from) (numpy|onnxruntime)\b/;

function importBlock(modules: readonly Module[]): string {
  const lines = [...new Set(modules.flatMap(({ imports }) => imports))].sort();
  const own = lines.filter((line) => !installed.test(line));
  return [own, lines.filter((line) => installed.test(line))].map((block) => block.join('\n')).join('\n\n');
}

function section({ title, body }: Module): string {
  const [head] = title.split(/[.:;\n]/);
  return `# ${`---------------------------------------------------------------- ${head}`}\n\n\n${body}\n`;
}

function join(program: string, names: readonly (keyof typeof shared)[], read: readonly string[]): string {
  const main = parse(program);
  const modules = names.map((name) => parse(shared[name]));
  const code = [...modules.map(section), section({ ...main, title: 'The program' })].join('\n\n');
  const head = `#!/usr/bin/env python3\n"""${main.title}"""`;
  return `${head}\n${importBlock([...modules, main])}\n\n${constantsFor(code, read)}\n\n${code}`;
}

/** `gate.py`: decides observations. @param read parts of the file that it needs */
export function gateProgram(read: readonly string[]): string {
  return join(gate, Object.keys(shared) as (keyof typeof shared)[], read);
}
/** `use.py`: scores observations. @param read parts of the file that it needs */
export function useProgram(read: readonly string[]): string {
  return join(use, ['artifact', 'rates'], read);
}
/** The modules as they are, by name. */
export const modules: Readonly<Record<string, string>> = { ...shared, gate, use };
