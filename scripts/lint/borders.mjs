/**
 * The lint rule `house/borders`: an import, static, dynamic or by type, stays within what the table of rooms allows. Paths are
 * resolved, so a folder inside a room may bear the name of another room.
 */
import { posix, relative, sep } from 'node:path';
import { root } from '../lib/run.mjs';
import { entries, packageOwners, rooms } from './rooms.mjs';

/** Schemas of what a room's data look like; rooms that only keep or carry such data may use them. */
const schemaFile = /\.schema(\.ts)?$/;

/**
 * @param {string} path Relative to the repository root, with slashes.
 * @returns {string | null} Name of the room that holds it; null outside of all rooms.
 */
function roomOf(path) {
  const [top, below] = path.split('/');
  if (top === 'workers') return 'workers';
  return top === 'src' && below !== undefined && Object.hasOwn(rooms, below) ? below : null;
}

/**
 * @param {string} importer Path of the importing file, relative to the root, with slashes.
 * @param {string} specifier What it imports.
 * @param {boolean} typeOnly
 * @returns {string | null} Why that is forbidden, or null.
 */
export function whyForbidden(importer, specifier, typeOnly) {
  const home = roomOf(importer) ?? importer;
  const room = rooms[home] ?? entries[home];
  if (room === undefined) return null;
  if (!specifier.startsWith('.')) {
    const owned = packageOwners.find(([pattern]) => pattern.test(specifier));
    if (owned === undefined || owned[1].includes(home)) return null;
    return `“${specifier}” belongs to ${owned[1].join(', ')}; ${home} may not import it.`;
  }
  const target = roomOf(posix.normalize(posix.join(posix.dirname(importer), specifier)));
  if (target === null || target === home || room.imports.includes(target)) return null;
  if (room.types?.includes(target)) {
    if (typeOnly || (room.schemas === true && schemaFile.test(specifier))) return null;
    return `${home} may import types alone from ${target}.`;
  }
  return `${home} may not import ${target}. It may import: ${room.imports.join(', ') || 'nothing'}.`;
}

/** True when no value is imported: `import type`, or every name marked `type`. @param {any} node */
function isTypeOnly(node) {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const names = node.specifiers ?? [];
  return names.length > 0 && names.every((/** @type {any} */ name) => (name.importKind ?? name.exportKind) === 'type');
}

/** @type {import('eslint').Rule.RuleModule} */
const borders = {
  meta: { type: 'problem', schema: [], docs: { description: 'Imports stay within the table of rooms.' } },
  create(context) {
    const importer = relative(root, context.filename).split(sep).join('/');
    /** @param {any} node */
    const check = (node) => {
      const source = node.source?.value ?? node.argument?.literal?.value;
      if (typeof source !== 'string') return;
      const message = whyForbidden(importer, source, isTypeOnly(node));
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

/** Plugin object for eslint.config.js. */
export const house = { rules: { borders } };
