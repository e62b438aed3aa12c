/** The screens' only timers: a pause, the next frame, and work of which only the newest matters. */

/** Calls `action` after `milliseconds` without another call; `flush` calls it at once if it was waiting. */
export function debounce(action: () => void, milliseconds: number): { call(): void; flush(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const cancel = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    cancel,
    call() {
      cancel();
      timer = setTimeout(() => {
        timer = null;
        action();
      }, milliseconds);
    },
    flush() {
      if (timer === null) return;
      cancel();
      action();
    },
  };
}

/** Runs `step` once a frame until it returns false; the function returned stops it. */
export function animate(step: () => boolean): () => void {
  let handle = requestAnimationFrame(function frame() {
    if (step()) handle = requestAnimationFrame(frame);
  });
  return () => cancelAnimationFrame(handle);
}

/**
 * Wraps an asynchronous action so that one call runs at a time and, of those that arrive meanwhile, only the newest runs
 * after it. Nothing starves while a person drags.
 */
export function newest<T>(action: (input: T) => Promise<void>): (input: T) => void {
  let running = false;
  let waiting: { input: T } | null = null;
  const run = async (input: T): Promise<void> => {
    running = true;
    try {
      await action(input);
    } finally {
      running = false;
      const next = waiting;
      waiting = null;
      if (next !== null) void run(next.input);
    }
  };
  return (input) => {
    if (running) waiting = { input };
    else void run(input);
  };
}
