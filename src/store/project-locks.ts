/**
 * Who may write to a reward, across tabs: one Web Lock a reward, which the browser gives back when the tab is closed or dies.
 * Where there are no locks (a page without a secure context) every tab may, and the stored revision alone keeps them apart.
 */

const prefix = 'truewheel-project:';

/** A lock that is held or waited for. */
export interface ProjectLock {
  /** Gives the lock back, or waits no longer; resolves when others may have it. */
  release(): Promise<void>;
}

export interface LockHooks {
  /** The lock is this tab's now. */
  granted(): void;
  /** Another tab took it by force. */
  lost(): void;
}

/**
 * Asks for the lock of a reward, and waits for as long as another tab holds it.
 * @param how `steal` takes it from whoever holds it, for a tab that does not answer any more
 */
export function requestProject(rewardId: string, hooks: LockHooks, how: 'wait' | 'steal' = 'wait'): ProjectLock {
  if (!('locks' in navigator)) {
    hooks.granted();
    return { release: () => Promise.resolve() };
  }
  const waiting = new AbortController();
  let held = false;
  let free: () => void = () => undefined;
  const holding = new Promise<void>((resolve) => (free = resolve));
  const options = how === 'steal' ? { steal: true } : { signal: waiting.signal };
  const given = navigator.locks
    .request(prefix + rewardId, options, () => {
      held = true;
      hooks.granted();
      return holding;
    })
    .then(
      () => undefined,
      () => {
        if (held) hooks.lost();
      },
    );
  return {
    release: async () => {
      if (!held) waiting.abort();
      held = false;
      free();
      await given;
    },
  };
}
