/** Waits for work, or until a signal is given, whichever comes first; leaves no listener behind. */
export const orAborted = async (work: Promise<unknown>, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop);
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
