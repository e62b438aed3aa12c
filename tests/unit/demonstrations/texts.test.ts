import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/demonstrations/fingerprint';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { joinRecordings } from '../../../src/demonstrations/join-demonstrations';
import { labelsOf } from '../../../src/demonstrations/join-codes';
import { keepRows } from '../../../src/demonstrations/keep-rows';
import { prepare } from '../../../src/demonstrations/prepare';
import { textRecords } from '../../../src/demonstrations/texts';
import { opened, source } from '../formats/sources';

const lines = [
  { episode: 0, dose: 1, message: 'one', ward: 'a' },
  { episode: 0, dose: null, message: 'two', ward: 'a' },
  { episode: 0, dose: 3, ward: 'a' },
  { episode: 1, dose: 4, message: 'one', ward: 'a' },
];
const jsonl = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function prepared(text: string, name = 'a.jsonl') {
  const table = await opened(source(name, text));
  const guessed = guessMapping(table);
  const features = guessed.features.map((spec) =>
    spec.column === 'dose' ? spec : { ...spec, role: 'ignore' as const },
  );
  const made = prepare(table, { ...guessed, features });
  if (!made.ok) throw new Error(made.failure.message);
  return { ...made.value, labels: labelsOf(made.value.demonstrations, table) };
}

describe('texts of a data set', () => {
  it('stay with their rows where rows are dropped, texts are missing, or all rows say the same', async () => {
    const { demonstrations } = await prepared(jsonl(lines));
    const records = textRecords(demonstrations.texts ?? [], demonstrations.rows);
    expect(records).toEqual([{ message: 'one', ward: 'a' }, { ward: 'a' }, { message: 'one', ward: 'a' }]);
    // One record for rows that say the same.
    expect(records[0]).toBe(records[2]);
  });

  it('are kept however many there are, and are named as no input', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `${i},"said ${i}"`);
    const table = await opened(source('a.csv', `dose,message\n${many.join('\n')}\n`));
    expect(table.columns.map(({ name }) => name)).toEqual(['dose']);
    expect(table.skipped).toEqual([{ what: 'message', why: 'text: no input, kept for rules about words' }]);
    expect(textRecords(table.texts ?? [], table.rows)[150]).toEqual({ message: 'said 150' });
  });

  it('go with the rows that Phase 0 lets through, and with recordings that are joined', async () => {
    const first = await prepared(jsonl(lines));
    const kept = keepRows(first.demonstrations, first.origins, Uint8Array.of(0, 1, 1)).demonstrations;
    expect(textRecords(kept.texts ?? [], kept.rows)).toEqual([{ ward: 'a' }, { message: 'one', ward: 'a' }]);
    const added = await prepared(
      jsonl([
        { episode: 7, dose: 5, message: 'three' },
        { episode: 7, dose: 6, message: 'one' },
      ]),
    );
    const joined = joinRecordings(first, added);
    if (!joined.ok) throw new Error(joined.failure.message);
    const { texts = [], rows } = joined.value.demonstrations;
    expect(textRecords(texts, rows).slice(2)).toEqual([
      { message: 'one', ward: 'a' },
      { message: 'three' },
      { message: 'one' },
    ]);
  });

  it('are part of what a data set is', async () => {
    const [one, same, other] = await Promise.all(
      [lines, lines, [...lines.slice(0, 3), { ...lines[3], message: 'another' }]].map((rows) => prepared(jsonl(rows))),
    );
    expect(await fingerprint(one.demonstrations)).toBe(await fingerprint(same.demonstrations));
    expect(await fingerprint(one.demonstrations)).not.toBe(await fingerprint(other.demonstrations));
  });
});
