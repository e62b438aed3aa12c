/** Why a change of a reward is refused, in sentences. */
import { fail } from '../basics/result';

/** Another tab saved a newer revision. */
export function overtaken(id: string, from: number, stored: number) {
  return fail(
    'elsewhere',
    'This reward was changed in another tab after it was opened here, so the change in this tab was not saved.',
    'What the other tab saved is safe. Reload this page to go on from there, then make the change again.',
    `${id}: from revision ${from}, stored ${stored}`,
  );
}

/** It is gone. */
export function unknown(id: string) {
  return fail(
    'not-found',
    'This reward is no longer in this browser.',
    'It may have been deleted in another tab. Open its downloaded file to bring it back.',
    id,
  );
}
