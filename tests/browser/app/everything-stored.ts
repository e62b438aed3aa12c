/** Everything in this browser's databases as one text, behind the store's back: equal texts, equal bytes. */

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

/** Arrays of numbers are told by their kind and all of their bytes. */
function plain(_: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name} ${hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
  }
  if (value instanceof ArrayBuffer) return hex(new Uint8Array(value));
  if (value instanceof Map || value instanceof Set) return [...value];
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function everythingStored(): Promise<string> {
  const parts: string[] = [];
  for (const { name, version } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name ?? ''));
    for (const table of [...database.objectStoreNames].sort()) {
      const store = database.transaction(table).objectStore(table);
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
      parts.push(`${name} ${version} ${table} ${JSON.stringify([keys, values], plain)}`);
    }
    database.close();
  }
  return parts.sort().join('\n');
}
