import { describe, expect, test } from '@jest/globals';
import { lastWordsOf, maybeUnbuilt, wrongApp } from '../../../lib/rehearsal/toolchain/no-synthesis';

const why = (output: string) =>
  wrongApp({ command: 'npx tsx bin/shop.ts', appDirectory: '/home/ada/shop', commit: 'commit 1234567', output });

describe('a synthesis that cannot begin, or makes nothing', () => {
  test.each([
    ['/bin/sh: 1: go: not found\ngo run shop.go: Subprocess exited with error 127', 'needs go, which is neither among'],
    ['bash: line 1: dotnet: command not found\nx: Subprocess exited with error 127', 'needs dotnet, which is'],
    ["Error: Cannot find module 'aws-cdk-lib'\nRequire stack:", 'no package aws-cdk-lib: install it in /home/ada/shop'],
    ["Cannot find package '@acme/cdk' imported from bin/shop.js", 'no package @acme/cdk: install it'],
    ["bin/shop.ts(1,20): error TS2307: Cannot find module 'constructs' or its", 'no package constructs: install it'],
    ["Error: Cannot find module 'bin/shop.js'", 'no file bin/shop.js in commit 1234567: commit it'],
    ["Error: Cannot find module '../lib/stack'", 'no file ../lib/stack in commit 1234567: commit it'],
    ['«CannotFindAsset» Cannot find asset at web/dist\n    at x', 'no file web/dist in commit 1234567: commit it'],
    ['Error: Cannot find entry file at src/api.ts', 'no file src/api.ts in commit 1234567: commit it'],
    ["python3: can't open file '/x/y/app.py': [Errno 2] No such file or directory", 'no file app.py in commit 1234567'],
    ["ModuleNotFoundError: No module named 'aws_cdk'", 'no Python module aws_cdk: install the app’s requirements'],
    ['This app contains no stacks', 'the app of /home/ada/shop has no stack in commit 1234567'],
    ["ENOENT: no such file or directory, open '/t/assemblies/1/manifest.json'", 'has made no cloud assembly'],
  ])('says what to put right: %s', (output, words) => {
    expect(why(output)?.replaceAll("'", '’')).toContain(words);
  });

  test.each([
    'Error: secret: token: not found\nnode app.js: Subprocess exited with error 1',
    "ENOENT: no such file or directory, open 'settings.json'",
    'Error: boom',
  ])('is the app’s own affair where it has run: %s', (output) => {
    expect(why(output)).toBeUndefined();
  });
});

test('the last words of a synthesis have no frames but the app’s own', () => {
  const frames = [
    '    at Module._compile (node:internal/modules/cjs/loader:1521:14)',
    '    at App.synth (node_modules/aws-cdk-lib/core/lib/stage.js:1:2)',
    '    at /x/node_modules/tsx/dist/a.cjs:1:2',
    '    at org.apache.maven.DefaultMaven.doExecute (DefaultMaven.java:192)',
    '    at jdk.internal.reflect.NativeMethodAccessorImpl.invoke0 (Native Method)',
  ];
  const own = ['Error: boom', '    at make (lib/shop.js:3:7)'];
  expect(lastWordsOf([...own, ...frames].join('\n'))).toBe(own.join('\n'));
});

test('the last words of a synthesis have no minified line of a package, and every line of the app', () => {
  const minified = [
    '/app/node_modules/aws-cdk-lib/core/lib/stage.js:1',
    '"use strict";var a=b;'.repeat(999),
    '   ^',
    '',
  ];
  const own = ['/app/lib/shop.js:3', "throw new Error('boom')", '^', '', 'Error: boom'];
  expect(lastWordsOf([...minified, 'Error: no region', ...own].join('\n'))).toBe(
    ['Error: no region', ...own].join('\n'),
  );
});

test.each([
  ["Error: Cannot find module 'dist/bin/shop.js'", true],
  ["bin/shop.ts(1,20): error TS2307: Cannot find module '@shop/shared' or its", true],
  ['Error: Cannot find asset at web/dist', true],
  ["ModuleNotFoundError: No module named 'aws_cdk'", false],
  ['Error: boom', false],
])('may want a build that nobody has run: %s', (output, isWanted) => {
  expect(maybeUnbuilt(output)).toBe(isWanted);
});
