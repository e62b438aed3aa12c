/**
 * The append-only ledger (docs/methods.md 6): entry_n = {seq, prev, kind, time, actor, payload}, prev = SHA-256 of the RFC 8785
 * form of entry n − 1, 64 zeros first. Numbering, hashing and writing share one read-write transaction, so two tabs that
 * append at once make one chain; there is nothing here that changes or removes an entry.
 */
import Dexie, { type Table } from 'dexie';
import type { Clock } from '../basics/clock';
import { fail, ok, type Result } from '../basics/result';
import type { Database } from './database';
import { guarded } from './failures';
import { entryHash, payloadOf, readEntry, type RawEntry } from './ledger-entry';
import type { LedgerHeadRow } from './schema';
import type { LedgerEvent, LedgerKind, LedgerPayload, LedgerRow } from './types';
import { timestamp } from './timestamp';

export const firstPrevious = '0'.repeat(64);
const readAtOnce = 1000;

/** A chain that was checked: how many entries, and the hash of the newest (64 zeros when empty). */
export interface LedgerHead {
  readonly entries: number;
  readonly head: string;
}

export interface Ledger {
  /** Writes the entry of something that changes nothing else here; resolves after it is on the disk. */
  append<Kind extends LedgerKind>(kind: Kind, payload: LedgerPayload<Kind>, actor?: string): Promise<Result<LedgerRow>>;
  /** Entries from `from` on, oldest first. */
  entries(from?: number, limit?: number): Promise<Result<LedgerRow[]>>;
  /** Recomputes every hash; `part-changed` names the first entry that does not fit. */
  verifyLedger(): Promise<Result<LedgerHead>>;
}

export function createLedger(database: Database, clock: Clock): Ledger {
  return {
    append: (kind, payload, actor) =>
      withEntry(database, clock, 'write to the ledger', eventOf(kind, payload, actor), [], () => Promise.resolve()),
    entries: (from = 0, limit = Infinity) =>
      guarded('read the ledger', async () =>
        (await database.ledger.where('seq').aboveOrEqual(from).limit(limit).toArray()).map(readEntry),
      ),
    verifyLedger: () => verify(database),
  };
}

/**
 * Does `work` and writes its ledger entry in one transaction: both happen or neither.
 * @param action what is tried, for a sentence
 * @param tables what `work` touches
 */
export async function withEntry(
  database: Database,
  clock: Clock,
  action: string,
  event: LedgerEvent,
  tables: readonly Table[],
  work: () => Promise<void>,
): Promise<Result<LedgerRow>> {
  const { kind, actor = 'local' } = event;
  const payload = payloadOf(event);
  return guarded(action, () =>
    database.transaction('rw', [...tables, database.ledger, database.ledgerHead], async () => {
      const head = await database.ledgerHead.get(0);
      const entry: RawEntry = {
        seq: head ? head.seq + 1 : 0,
        prev: head?.hash ?? firstPrevious,
        kind,
        time: timestamp(clock),
        actor,
        payload,
      };
      // An IndexedDB transaction ends when nothing is asked of it; waitFor keeps it busy while the hash is computed.
      const hash = await Dexie.waitFor(entryHash(entry));
      await database.ledger.add(entry);
      await database.ledgerHead.put({ id: 0, seq: entry.seq, hash });
      await work();
      return readEntry(entry);
    }),
  );
}

function eventOf<Kind extends LedgerKind>(kind: Kind, payload: LedgerPayload<Kind>, actor?: string): LedgerEvent {
  // The compiler cannot see that a kind and its own payload make one member of the union.
  return { kind, payload, actor } as LedgerEvent;
}

async function verify(database: Database): Promise<Result<LedgerHead>> {
  // The head first: entries that another tab appends meanwhile are left to the next check.
  const recorded = await guarded('read the ledger', () => database.ledgerHead.get(0));
  if (!recorded.ok) return recorded;
  const entries = recorded.value ? recorded.value.seq + 1 : 0;
  let head = firstPrevious;
  for (let from = 0; from < entries; from += readAtOnce) {
    const until = Math.min(from + readAtOnce, entries);
    const rows = await guarded('read the ledger', () => database.ledger.where('seq').between(from, until).toArray());
    if (!rows.ok) return rows;
    for (let i = from; i < until; i++) {
      const row = rows.value.at(i - from);
      if (row?.seq !== i || row.prev !== head) return broken(i);
      head = await entryHash(row);
    }
  }
  return checkHead(database, recorded.value, { entries, head });
}

async function checkHead(
  database: Database,
  recorded: LedgerHeadRow | undefined,
  found: LedgerHead,
): Promise<Result<LedgerHead>> {
  if (recorded) return recorded.hash === found.head ? ok(found) : broken(recorded.seq);
  const count = await guarded('read the ledger', () => database.ledger.count());
  if (!count.ok) return count;
  return count.value === 0 ? ok(found) : broken(0);
}

/** `seq` and what follows cannot be vouched for; a changed entry shows at the one after it, whose `prev` no longer fits. */
function broken(seq: number): Result<LedgerHead> {
  return fail(
    'part-changed',
    `The ledger has been changed from outside: its chain breaks at entry ${seq}.`,
    'Entries before the break still prove themselves up to the one next to it; compare with a backup or a downloaded release.',
    `seq ${seq}`,
  );
}
