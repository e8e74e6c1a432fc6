import { expect, test } from '@jest/globals';
import { placesInTrace } from '../../lib/ground/stack-trace';

test('finds the own places of a trace, the innermost first', () => {
  const trace = [
    'Error: no such key',
    '    at Object.<anonymous> (/app/node_modules/aws-cdk-lib/core.js:1:2)',
    '    at node:internal/modules:3:4',
    '    at .build/watched-app.js (/app/.build/watched-app.js:5:6)',
    '    at new DataStack (/app/lib/stacks/data-stack.ts:68:12)',
    '    at main (file:///app/bin/app.ts:9:1)',
  ];
  expect(placesInTrace(trace.join('\n'), '/app')).toEqual([
    { file: '/app/lib/stacks/data-stack.ts', line: 68, column: 12 },
    { file: '/app/bin/app.ts', line: 9, column: 1 },
  ]);
  expect(placesInTrace(trace.join('\n'), '/elsewhere')).toEqual([]);
});
