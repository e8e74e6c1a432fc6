import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mountNamespace, testWith } from '../_helpers/needs';
import { foreignApp, run } from './_helpers/app';
import { hardSettings, hooksIn } from './_helpers/git-settings';
import { picture } from './_helpers/repository';
import { temporaryDirectory } from './_helpers/temporary-directory';

/** Where nobody listens: whatever goes through this proxy fails. */
const DEAD = 'http://127.0.0.1:9';

/** A command where localhost is ::1 and nothing else. */
const withoutIpv4 = (command: readonly string[]): readonly string[] => {
  const hosts = join(temporaryDirectory(), 'hosts');
  writeFileSync(hosts, '::1 localhost\n');
  const inside =
    'mount --bind "$0" /etc/hosts; if getent ahosts localhost | grep -q 127.0.0.1; then exit 9; fi; exec "$@"';
  return ['unshare', '--mount', 'sh', '-euc', inside, hosts, ...command];
};

describe('a rehearsal on the desk of a company', () => {
  testWith(
    mountNamespace,
    'with dead proxies, missing certificates, all hard settings of git and localhost without 127.0.0.1 is green, and leaves the repository as it was',
    async () => {
      const app = foreignApp();
      const home = temporaryDirectory();
      const mark = join(home, 'a-hook-ran');
      const settings = hardSettings(hooksIn(join(home, 'hooks'), mark));
      writeFileSync(join(home, 'gitconfig'), Object.values(settings).join('\n'));
      writeFileSync(join(home, 'npmrc'), `proxy=${DEAD}\nhttps-proxy=${DEAD}\ncafile=/nonexistent.pem\n`);
      const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
      const git = join(app.directory, '.git');
      const before = picture(git);
      const rehearse = [process.execPath, resolve('bin/delivery'), 'rehearse', '--app', app.directory];
      const [file = '', ...args] = withoutIpv4(rehearse);
      const { exitCode, stdout, stderr } = await run(file, args, undefined, {
        TMPDIR: app.temporary,
        ...Object.fromEntries(proxies.map((name) => [name, DEAD])),
        npm_config_proxy: DEAD,
        npm_config_https_proxy: DEAD,
        npm_config_noproxy: 'corp.example',
        NO_PROXY: 'corp.example',
        npm_config_userconfig: join(home, 'npmrc'),
        AWS_CA_BUNDLE: '/nonexistent.pem',
        SSL_CERT_FILE: '/nonexistent.pem',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_EXTRA_CA_CERTS: '/nonexistent.pem',
        REQUESTS_CA_BUNDLE: '/nonexistent.pem',
        GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
        GIT_DEFAULT_HASH: 'sha256',
      });
      if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}\nexit code ${exitCode}`);
      expect(app.summary()).toMatchObject({ status: 'Succeeded', pipelineName: 'foreign' });
      expect(picture(git)).toEqual(before);
      expect(existsSync(mark)).toBe(false);
    },
  );

  test('with a damaged repository is refused in git’s words, with exit code 2', async () => {
    const app = foreignApp();
    const config = join(app.directory, '.git', 'config');
    writeFileSync(config, `${readFileSync(config, 'utf8')}[x`);
    const { exitCode, stderr } = await app.delivery(['rehearse']);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/^git does not open the repository of .*bad config line/),
    ]);
  });
});
