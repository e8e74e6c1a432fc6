import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { appCommand } from '../../../lib/rehearsal/toolchain/app-command';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** Files of a commit, and the user's own directory, which may hold more. */
const place = (files: Readonly<Record<string, string>>, own?: string) => {
  const [top, appDirectory] = [temporaryDirectory(), temporaryDirectory()];
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(top, file, '..'), { recursive: true });
    writeFileSync(join(top, file), text);
  }
  if (own !== undefined) writeFileSync(join(appDirectory, 'cdk.json'), own);
  return { directory: top, top, appDirectory, commit: 'commit 1234567' };
};

describe('the command by which an app is synthesized', () => {
  test('stands in cdk.json', () => {
    expect(appCommand(place({ 'cdk.json': '{ "app": "node app.js" }' }))).toBe('node app.js');
  });

  test.each([
    ['{}', 'has no "app": it must be the command'],
    ['[]', 'has no "app"'],
    ['{ "app": "" }', 'has no "app"'],
    ['{ "app": " " }', 'has " " as its "app"'],
    ['{ "app": ["node", "app.js"] }', 'has ["node","app.js"] as its "app"'],
    ['{ "app": "x", }', 'cdk.json of commit 1234567 is not JSON'],
  ])('is asked for where cdk.json says %s', (text, words) => {
    const asked = place({ 'cdk.json': text });
    expect(() => appCommand(asked)).toThrow(words);
    expect(() => appCommand(asked)).toThrow(`${asked.appDirectory}/cdk.json`);
  });

  test('is looked for where else the repository has a cdk.json, packages left out', () => {
    const file = '{ "app": "x" }';
    const asked = place({ 'apps/shop/cdk.json': file, 'node_modules/a/cdk.json': file, 'apps/bank/cdk.json': file });
    expect(() => appCommand({ ...asked, directory: join(asked.top, 'apps') })).toThrow(
      `${asked.appDirectory} has no cdk.json in commit 1234567: the repository has it in apps/bank, apps/shop: name`,
    );
  });

  test('has to be in the commit', () => {
    const asked = place({}, '{ "app": "x" }');
    expect(() => appCommand(asked)).toThrow(`${asked.appDirectory}/cdk.json is not in commit 1234567: commit it`);
    expect(() => appCommand(place({}))).toThrow('has no cdk.json in commit 1234567: a CDK app has one');
  });
});
