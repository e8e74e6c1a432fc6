import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SCANS_FILE } from '../lib/contract/scans';
import { messageOf } from '../lib/ground/message-of';
import { UserError } from '../lib/ground/user-error';
import { ACCEPTED_FILE, acceptedPackagesIn } from '../lib/scans/accepted';
import { packagesIn } from '../lib/scans/lockfile';
import { scanLicences, scanScripts } from '../lib/scans/of-lockfile';
import { notAsked, scanAdvisories, scanSignatures } from '../lib/scans/of-registry';
import { scanSecrets } from '../lib/scans/of-source';
import type { Scan } from '../lib/scans/scan';
import { sourceFiles, suspicionsIn } from './scans/suspicions';

const MOST_OUTPUT = 64 * 1024 * 1024;

/** What npm prints; that it ends with an error is one of its answers. */
const npm = (...args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile('npm', [...args, '--json'], { maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === 'string') fail(new UserError(`npm cannot be run: ${error.message}`));
      else done(stdout.trim() === '' ? stderr : stdout);
    });
  });

const print = (scans: readonly Scan[]): void => {
  for (const { name, status, says } of scans) {
    for (const each of says) console.log(`${status === 'not run' ? 'NOT RUN' : status.padEnd(7)} ${name}: ${each}`);
  }
};

const main = async (): Promise<number> => {
  const accepted = acceptedPackagesIn(readFileSync(ACCEPTED_FILE, 'utf8'));
  const packages = packagesIn(readFileSync('package-lock.json', 'utf8'));
  const isRehearsal = process.env['AWS_ENDPOINT_URL'] !== undefined;
  const today = new Date().toISOString().slice(0, 10);
  const files = sourceFiles('.');
  const secrets = scanSecrets(await suspicionsIn('.', files), files.length, accepted);
  const own = [scanScripts(packages, accepted), scanLicences(packages, accepted), secrets];
  print(own);
  const asked = isRehearsal
    ? [notAsked('advisories'), notAsked('signatures')]
    : await Promise.all([
        npm('audit', '--omit=dev').then((answer) => scanAdvisories(answer, accepted, today)),
        npm('audit', 'signatures').then(scanSignatures),
      ]);
  print(asked);
  const scans = [...own, ...asked];
  mkdirSync(dirname(SCANS_FILE), { recursive: true });
  writeFileSync(SCANS_FILE, `${JSON.stringify({ schema: 1, day: today, scans }, undefined, 2)}\n`);
  return scans.some(({ status }) => status === 'fail') ? 1 : 0;
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`scans: ${messageOf(error)}`);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  },
);
