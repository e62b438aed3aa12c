/** Headings for every way in which input is refused; the message and the advice come with the failure itself. */
import type { FailureKind } from '../../basics/result';

const nothingStored = 'Nothing was stored. Your data sets and rewards are as they were.';
const stillThere = 'What was saved before is still there.';

/** `title` names the kind of trouble, `safe` says what is not lost. Exhaustive: a new kind does not compile without words. */
export const failureWords: Readonly<Record<FailureKind, { readonly title: string; readonly safe: string }>> = {
  empty: { title: 'There is nothing in it', safe: nothingStored },
  unrecognised: { title: 'Not a format that can be read here', safe: nothingStored },
  'git-lfs-pointer': { title: 'A pointer, not the file itself', safe: nothingStored },
  pickle: { title: 'Pickled data is never opened', safe: 'Nothing in it was run, and nothing was stored.' },
  truncated: { title: 'The file ends too early', safe: nothingStored },
  malformed: { title: 'The file is damaged', safe: nothingStored },
  ragged: { title: 'Rows of different lengths', safe: nothingStored },
  'unsafe-name': { title: 'A name that is not safe to use', safe: nothingStored },
  unsupported: { title: 'Not supported here', safe: nothingStored },
  'too-large': { title: 'Too large for this machine', safe: nothingStored },
  'no-usable-rows': { title: 'No usable rows', safe: nothingStored },
  'no-features': { title: 'No features chosen', safe: 'The files stay as they were read.' },
  ambiguous: { title: 'Something has to be decided first', safe: 'The files stay as they were read.' },
  'bad-mapping': { title: 'The mapping does not fit', safe: 'The files stay as they were read.' },
  'bad-parameter': { title: 'A setting is out of range', safe: 'Nothing was changed.' },
  'too-few-rows': { title: 'Too few rows to train on', safe: nothingStored },
  degenerate: { title: 'The errors do not vary enough to calibrate', safe: stillThere },
  'schema-newer': { title: 'Made by a newer Truewheel', safe: nothingStored },
  'part-missing': { title: 'A part of the reward file is missing', safe: nothingStored },
  'part-changed': { title: 'The reward file was changed after it was made', safe: nothingStored },
  'not-canonical': { title: 'The reward file is not in its canonical form', safe: nothingStored },
  'storage-full': { title: 'The browser’s storage is full', safe: stillThere },
  storage: { title: 'The browser’s storage did not answer', safe: stillThere },
  elsewhere: { title: 'Another tab was faster', safe: 'What the other tab saved is safe.' },
  busy: { title: 'Work on it is under way', safe: 'What was kept before is safe.' },
  device: { title: 'The device gave up', safe: 'Checkpoints are kept: the run can go on from the last one.' },
  cancelled: { title: 'Cancelled', safe: nothingStored },
  'not-found': { title: 'Not in this browser', safe: 'Nothing was changed.' },
};
