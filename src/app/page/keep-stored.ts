/** Asks the browser, once a visit, to keep what is stored here: as soon as something is that is worth keeping. */
import { askToPersist, storageOfWindow } from '../../store/persistence';

let asked = false;

export function keepStored(): void {
  if (asked) return;
  asked = true;
  // Whatever the browser answers, what is stored stays for as long as it likes; nothing is promised.
  askToPersist(storageOfWindow()).catch(() => undefined);
}
