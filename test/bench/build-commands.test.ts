import { expect, test } from '@jest/globals';
import { buildCommands } from '../../bench/build-commands';

test('the log of a build tells how long each command took', () => {
  const log = `[Container] 2026/11/23 21:12:50.329 Entering phase INSTALL
[Container] 2026/11/23 21:12:50.500 Running command npm ci
added 413 packages in 35s
[Container] 2026/11/23 21:13:25.500 Phase complete: INSTALL State: SUCCEEDED
[Container] 2026/11/23 21:13:26.000 Running command npm run --silent check -- --all $WHAT
[Container] 2026/11/23 21:13:56.250 Running command npm run synth
killed`;
  expect(buildCommands(log)).toEqual([
    { name: 'npm ci', seconds: 35 },
    { name: 'npm run check', seconds: 30.25 },
  ]);
});

test('a log without dates tells nothing', () => {
  expect(buildCommands('npm ci\nadded 413 packages\n')).toEqual([]);
});
