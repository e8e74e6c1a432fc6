import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkSourceNames, handedOutInstead, openSources } from '../../../lib/rehearsal/site/given-sources';
import { tokenSecrets } from '../../../lib/rehearsal/site/stand-in-secrets';
import { git, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const SOURCES = [
  { actionName: 'somebody_shop', outputs: ['somebody_shop_Source'] },
  { actionName: 'Library', outputs: ['Lib'] },
];

describe('what a source is given', () => {
  test('is HEAD of a repository, or, where the working tree is released, what is there', async () => {
    const repo = repository();
    repo.write('app.ts', 'changed\n');
    const contentOf = async (dirty: boolean): Promise<string> => {
      const given = [{ name: 'Library', directory: repo.directory }];
      const sources = await openSources(git, given, { dirty, privateDirectory: temporaryDirectory() });
      const files = join(temporaryDirectory(), 'files');
      await sources.get('Library')?.checkout(files);
      return readFileSync(join(files, 'app.ts'), 'utf8');
    };
    expect([await contentOf(false), await contentOf(true)]).toEqual(['one\n', 'changed\n']);
  });

  test('is a directory that belongs to no repository, as it is', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'own'), '');
    const given = [{ name: 'Lib', directory }];
    const sources = await openSources(git, given, { dirty: false, privateDirectory: temporaryDirectory() });
    expect(sources.get('Lib')).toMatchObject({ branch: 'main', commitId: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  test('fails where there is no such directory', async () => {
    const given = [{ name: 'Lib', directory: '/nonexistent/lib' }];
    const opened = openSources(git, given, { dirty: false, privateDirectory: temporaryDirectory() });
    await expect(opened).rejects.toThrow('--source Lib=/nonexistent/lib: there is no such directory');
  });
});

describe('the name of a source', () => {
  test.each(['Library', 'Lib'])('is that of its action or its artifact: %s', (name) => {
    expect(() => checkSourceNames([{ name, directory: '.' }], SOURCES)).not.toThrow();
  });

  test('fails where the pipeline has none of that name', () => {
    expect(() => checkSourceNames([{ name: 'lib', directory: 'x' }], [...SOURCES, ...SOURCES])).toThrow(
      '--source lib=x: no source or artifact has that name, the pipeline has somebody_shop (somebody_shop_Source), Library (Lib)',
    );
  });
});

test('says which sources hand out the app for want of anything else', () => {
  expect(handedOutInstead(SOURCES, [])).toEqual([
    expect.stringContaining("source Library hands out the app's own commit: --source Library=DIR"),
  ]);
  expect(handedOutInstead(SOURCES, [{ name: 'Lib', directory: '.' }])).toEqual([]);
});

test('finds the secrets from which tokens of GitHub are read, and no others', () => {
  const at = (text: string) => `{{resolve:secretsmanager:${text}}}`;
  const template = {
    Pipeline: { Configuration: { OAuthToken: at('github:SecretString:token::') } },
    Webhook: { AuthenticationConfiguration: { SecretToken: at('other-github:SecretString:::') } },
    Database: { Password: at('database:SecretString:::'), OAuthToken: { Ref: 'Token' } },
  };
  expect(tokenSecrets(template)).toEqual([{ secretId: 'github', key: 'token' }, { secretId: 'other-github' }]);
});
