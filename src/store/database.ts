/**
 * One connection to the database: opens it, walks it up through the versions of the schema, and lets go when another tab
 * needs a newer version. A newer database than this page knows is refused, never touched.
 */
import Dexie from 'dexie';
import { fail, ok, type Result } from '../basics/result';
import { failureOf } from './failures';
import { schemaVersions, type SchemaVersion, type Tables } from './schema';

export type Database = Dexie & Tables;

// On localhost Dexie is in debug mode: it would trace work that was properly refused on the console.
Dexie.debug = false;

/** @param onClose called once when the connection closes: by `close()`, an update in another tab, or cleared storage */
export async function openDatabase(
  name: string,
  onClose: () => void,
  versions: readonly SchemaVersion[] = schemaVersions,
): Promise<Result<Database>> {
  // Strict: a transaction completes only when it is on the disk, so "saved" survives a power cut.
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' }) as Database;
  for (const { version, stores, upgrade } of versions) {
    const declared = database.version(version).stores({ ...stores });
    if (upgrade) declared.upgrade(upgrade);
  }
  letGoForNewerVersions(database, onClose);
  const opened = await openUnlessBlocked(database);
  if (!opened.ok) return opened;
  const newest = Math.max(...versions.map(({ version }) => version));
  // Dexie multiplies its version numbers by ten.
  if (database.backendDB().version >= (newest + 1) * 10) {
    database.close();
    return fail(
      'schema-newer',
      'What is stored in this browser was written by a newer Truewheel than this page. Nothing was touched.',
      'Reload this page to get the newest version.',
    );
  }
  return ok(database);
}

function letGoForNewerVersions(database: Database, onClose: () => void): void {
  let told = false;
  const tell = () => {
    if (!told) onClose();
    told = true;
  };
  database.on('versionchange', () => {
    database.close();
    tell();
    return false;
  });
  database.on('close', tell);
}

async function openUnlessBlocked(database: Database): Promise<Result<true>> {
  const blocked = new Promise<Result<true>>((resolve) => {
    database.on('blocked', () => resolve(blockedByOtherTab()));
  });
  const opening = database.open().then(
    () => ok<true>(true),
    (error: unknown) => failureOf('open its storage', error),
  );
  const opened = await Promise.race([opening, blocked]);
  if (!opened.ok) database.close();
  return opened;
}

function blockedByOtherTab() {
  return fail(
    'storage',
    'Another tab still uses an older version of what Truewheel keeps in this browser. Nothing was changed.',
    'Close the other Truewheel tabs, then reload this page.',
  );
}
