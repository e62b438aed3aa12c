/** The parts of a reward file in words, as screens list them; made from their descriptors by `npm run schemas`. */
import list from '../../release/parts/list.json';

export interface PartInWords {
  readonly name: string;
  readonly sentence: string;
}

export const partList: readonly PartInWords[] = list;
