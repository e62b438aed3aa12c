/** One entry of the ledger: written with its payload checked, read back by its kind, hashed as it stands. */
import { canonicalize } from 'json-canonicalize';
import { sha256 } from '../basics/hash';
import { Refused as Unread } from '../basics/refused';
import { fail } from '../basics/result';
import { readBy } from '../basics/schema';
import { isLedgerKind, ledgerEvents } from '../release/ledger/events.schema';
import { refuse } from './failures';
import type { LedgerEvent, LedgerRow } from './types';

/** As it stands in its table, before anything is said of it. */
export interface RawEntry {
  readonly seq: number;
  readonly prev: string;
  readonly kind: string;
  readonly time: string;
  readonly actor: string;
  readonly payload: unknown;
}

/** SHA-256, hex, of the RFC 8785 form. */
export async function entryHash({ seq, prev, kind, time, actor, payload }: RawEntry): Promise<string> {
  return sha256(new TextEncoder().encode(canonicalize({ seq, prev, kind, time, actor, payload })));
}

/** The payload of an event as JSON keeps it. @throws TypeError for one that is not of its kind: a bug */
export function payloadOf({ kind, payload }: LedgerEvent): unknown {
  if (!isLedgerKind(kind)) throw new TypeError(`the ledger knows no event ${String(kind)}`);
  try {
    return readBy(ledgerEvents[kind], plainJson(payload), `the event ${kind}`);
  } catch (error) {
    throw error instanceof Unread ? new TypeError(error.message, { cause: error }) : error;
  }
}

/** @throws Refused `schema-newer` for a kind that this page does not know, `storage` for a payload that is none of its kind */
export function readEntry(entry: RawEntry): LedgerRow {
  const { kind, payload } = entry;
  if (!isLedgerKind(kind)) {
    return refuse(
      fail(
        'schema-newer',
        `Entry ${entry.seq} of the ledger was written by a newer Truewheel than this page.`,
        'Reload this page to get the newest version. Nothing was touched.',
        kind,
      ),
    );
  }
  try {
    // The schema is that of the kind, which a union cannot say.
    return { ...entry, kind, payload: readBy(ledgerEvents[kind], payload, `payload of ${kind}`) } as LedgerRow;
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return refuse(
      fail(
        'storage',
        `Entry ${entry.seq} of the ledger could not be read back.`,
        'Data sets and rewards are not touched.',
        error.message,
      ),
    );
  }
}

/** What JSON keeps of a value. @throws TypeError for numbers that JSON cannot hold */
function plainJson(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) throw new TypeError(`“${key}” is ${part}, not JSON`);
    return part;
  }) as string | undefined;
  if (text === undefined) throw new TypeError('a ledger payload must be JSON');
  return JSON.parse(text) as unknown;
}
