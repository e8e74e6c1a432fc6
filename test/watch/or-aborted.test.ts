import { getEventListeners } from 'node:events';
import { expect, test } from '@jest/globals';
import { orAborted } from '../../lib/watch/or-aborted';

test('ends with the work or with the signal, and leaves no listener', async () => {
  const stop = new AbortController();
  for (let save = 0; save < 3; save += 1) await orAborted(Promise.resolve(), stop.signal);
  await expect(orAborted(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  const waiting = orAborted(new Promise(() => undefined), stop.signal);
  stop.abort();
  await waiting;
  await orAborted(new Promise(() => undefined), stop.signal);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});
