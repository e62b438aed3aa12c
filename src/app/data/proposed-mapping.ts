/** Which mapping is proposed for a table: that of a named data set, else the one remembered for its layout, else a guess. */
import { checkMapping } from '../../demonstrations/check-mapping';
import { guessMapping, layoutKey } from '../../demonstrations/guess-mapping';
import { withCodesOf } from '../../demonstrations/join-codes';
import { likeMapping } from '../../demonstrations/like-mapping';
import type { Mapping } from '../../demonstrations/mapping';
import { chooseMotion, withMotion, type ColumnMotion } from '../../demonstrations/motion/choose';
import type { Table } from '../../demonstrations/table';
import type { ImportOptions } from '../types';
import { withStore } from '../worker/worker-store';

export interface Proposal {
  /** The table as it was, or with its texts under the codes of the named data set. */
  readonly table: Table;
  readonly mapping: Mapping;
  /** What is proposed for the rates of its columns; a remembered mapping may have chosen otherwise. */
  readonly motion: readonly ColumnMotion[];
  /** True when the mapping comes from an earlier import. */
  readonly remembered: boolean;
}

/**
 * @param like id of the data set whose mapping is wanted; one that is gone or does not fit is passed over
 * @param alone true where rows are said to stand alone
 */
export async function proposal(table: Table, { like, alone = false }: ImportOptions): Promise<Proposal> {
  const alike = like === undefined ? null : await proposalLike(table, like);
  if (alike !== null) return alike;
  const remembered = await recall(table);
  const mapping = remembered ?? { ...guessMapping(table), ...(alone && { alone }) };
  const motion = chooseMotion(table, mapping);
  return { table, mapping: remembered ?? withMotion(mapping, motion), motion, remembered: remembered !== null };
}

async function proposalLike(table: Table, like: string): Promise<Proposal | null> {
  const known = await withStore((store) => store.datasets.get(like));
  if (!known.ok) return null;
  const { mapping: own, features, labels } = known.value;
  const mapping = likeMapping(table, own);
  if (mapping === null) return null;
  return {
    table: labels === undefined ? table : withCodesOf(table, features, labels),
    mapping,
    motion: chooseMotion(table, mapping),
    remembered: true,
  };
}

/** The mapping of an earlier import of this layout, when it still fits. */
async function recall(table: Table): Promise<Mapping | null> {
  const recalled = await withStore((store) => store.mappings.recall(layoutKey(table)));
  if (!recalled.ok || recalled.value === null) return null;
  return checkMapping(table, recalled.value) === null ? recalled.value : null;
}
