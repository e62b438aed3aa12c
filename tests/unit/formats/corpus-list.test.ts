/** Which samples of the corpus show what, so that nothing on the list of hostile files goes without one. */
import { describe, expect, it } from 'vitest';
import { goodSamples } from '../../corpus/good';
import { hostileSamples } from '../../corpus/hostile';

/** Words of titles. Cuts at every byte, and files larger than memory, are in cuts.test.ts beside these. */
const list: Readonly<Record<string, readonly string[]>> = {
  'a pickle alone': ['a pickle', 'an old text pickle', 'a pickle named CSV'],
  'a pickle inside an npz': [
    'an array of Python objects',
    'an archive with nothing but Python objects',
    'npz of imitation',
  ],
  'a git-lfs pointer': ['a git-lfs pointer', 'a git-lfs pointer named Parquet', 'a LeRobot folder of git-lfs pointers'],
  'a file that ends too early': [
    'an array cut short',
    'an array cut in its header',
    'an archive cut in half',
    'HDF5 cut in half',
    'HDF5 without its last byte',
    'Parquet: cut in half',
    'Parquet: its last byte is missing',
    'cut JSON',
    'a cut last line',
    'a CSV cut inside a character',
  ],
  'a wrong ending': [
    'an npz under a wrong ending',
    'CSV under the ending of Parquet',
    'HDF5 named npz, cut',
    'a picture named Parquet',
    'a table named HDF5 whose rows are ragged',
  ],
  'a bomb by one entry': ['an entry that claims four gigabytes', 'an entry that unpacks to more than it says'],
  'a bomb by all entries': ['a zip whose entries claim more than fits together'],
  'a bomb by its ratio': [
    'an entry that claims many thousand times its bytes',
    'a zip of one place under ten names, with a ratio beyond reason',
    'a gzip that unpacks to hundreds of times its size',
  ],
  'a bomb by nesting': ['archives in archives without end', 'an archive in an archive, and one in that'],
  'path tricks': [
    'a zip with nothing but paths that lead out',
    'a zip with backslashes that lead out',
    'a zip with a drive in the path',
    'a zip whose name is turned around when it is shown',
    'a tar with nothing but a link',
    'tar with links, devices and paths that lead elsewhere beside good files',
  ],
  'an npy header that claims more than there is': [
    'an array that claims more than it holds',
    'an array of a billion rows of nothing',
  ],
  'an npy header that is no literal': ['a header that calls a function', 'a header that is nested without end'],
  'HDF5 that reads as zeros': ['HDF5 that reads as zeros'],
  'Parquet with lying page sizes': [
    'Parquet: a page that claims four gigabytes',
    'Parquet: a page that claims more than it can unpack to',
    'Parquet: a page of another size than it says',
    'Parquet: a page that claims more bytes than its column has',
    'Parquet: a page of two thousand million values',
  ],
  'CSV with ragged rows': ['a ragged CSV', 'a CSV with a longer row', 'a CSV with a quote that never ends'],
  encodings: [
    'CSV in UTF-16 with its mark',
    'CSV in UTF-16, the high byte first',
    'a CSV in Latin-1',
    'CSV with a byte order mark',
  ],
  formulas: ['CSV with formulas', 'a CSV of text alone'],
  'nothing but NaN': ['a CSV of missing values alone', 'HDF5 without one finite number', 'JSON that is NaN throughout'],
  'names that come twice': ['CSV with names that come twice'],
  __proto__: [
    'a column named __proto__',
    'an array named __proto__',
    'a key __proto__',
    'Parquet: a column named __proto__',
  ],
};

describe('the corpus', () => {
  const titles = [...goodSamples, ...hostileSamples].map(({ title }) => title);

  it.each(Object.entries(list))('shows %s', (_, wanted) => {
    for (const words of wanted)
      expect(
        titles.filter((title) => title.startsWith(words)),
        words,
      ).not.toEqual([]);
  });

  it('calls every sample by a name of its own', () => {
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });
});
