import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { exitCodeOf } from '../../bin/commands/failure';
import { type Stoppable, stopOnSignals } from '../../bin/commands/signals';

const SIGNALS = [
  ['SIGINT', 130, 'stopped by Ctrl-C'],
  ['SIGTERM', 143, 'stopped by SIGTERM'],
  ['SIGHUP', 129, 'stopped by SIGHUP'],
] as const;

describe('work that a signal stops', () => {
  let stoppable: Stoppable | undefined;
  afterEach(() => {
    stoppable?.forget();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  test.each(SIGNALS)('ends by %s with %i, whatever else it says of itself', (name, exitCode, message) => {
    stoppable = stopOnSignals();
    const own = new Error('the operation was aborted');
    expect(stoppable.reasonOf(own)).toBe(own);
    process.emit(name, name);
    const reason = stoppable.reasonOf(own);
    expect([exitCodeOf(reason), reason]).toEqual([exitCode, expect.objectContaining({ message })]);
    expect(stoppable.signal.reason).toBe(reason);
  });

  test.each(SIGNALS)('ends at once by a second %s, with %i', (...[name, exitCode]) => {
    jest.useFakeTimers();
    stoppable = stopOnSignals();
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    // `timeout` sends its signal to the process and to its group.
    for (let sent = 0; sent < 2; sent += 1) process.emit(name, name);
    expect(exit).not.toHaveBeenCalled();
    jest.advanceTimersByTime(200);
    expect(() => process.emit(name, name)).toThrow(`exit ${exitCode}`);
  });
});
