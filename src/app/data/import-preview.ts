/** What the mapping screen shows of a table that is held in the worker. */
import { episodeStarts } from '../../demonstrations/episode-starts';
import type { Mapping } from '../../demonstrations/mapping';
import type { Column, Table } from '../../demonstrations/table';
import type { ColumnSummary, ImportPreview } from '../types';
import type { Proposal } from './proposed-mapping';

const previewRows = 8;
/** Distinct values are counted up to here; more is as good as continuous. */
const mostDistinct = 1000;

export function previewOf(
  token: string,
  name: string,
  { table, mapping, motion, remembered, findings, questions }: Proposal,
  bytes: number,
): ImportPreview {
  return {
    token,
    name,
    format: table.format,
    rows: table.rows,
    columns: table.columns.map(summaryOfColumn),
    episodeLengths: episodeLengths(table, mapping),
    skipped: table.skipped,
    proposed: mapping,
    motion,
    remembered,
    findings,
    questions,
    bytes,
  };
}

function summaryOfColumn({ name, group, values }: Column): ColumnSummary {
  const distinct = new Set<number>();
  let [min, max, missing] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) {
      missing += 1;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (distinct.size < mostDistinct) distinct.add(value);
  }
  const preview = Array.from(values.subarray(0, previewRows));
  return { name, group, min, max, missing, distinct: distinct.size, preview };
}

function episodeLengths(table: Table, proposed: Mapping): number[] {
  const starts = episodeStarts(table, proposed);
  return Array.from(starts, (start, i) => (starts[i + 1] ?? table.rows) - start);
}
