import { join } from 'node:path';
import { ASKED_OF_AWS } from '../../../toolchain/aws-command';
import { quote } from './session-script';

/** Options and binary parameters of version 2 that version 1 does not know, or takes in another form. */
const OF_SECOND = [
  '--cli-binary-format',
  '--no-cli-pager',
  '--no-cli-auto-prompt',
  ...['--payload', '--plaintext', '--ciphertext-blob', '--message', '--signature', '--mac', '--secret-binary'],
];

/**
 * Has version 1 of the `aws` command line ask the emulator for every service, and take what is written for version 2, which CodeBuild's
 * images have.
 *
 * @param aws the machine's program
 * @param directory where `secondAws` lies, as second-aws.js
 */
export const awsShim = (aws: string, directory: string): string => `#!/bin/sh
case " $* " in
  *" --endpoint-url"*) ;;
  ${ASKED_OF_AWS.map((service) => `*" ${service} "*`).join('|')})
    [ -z "$AWS_ENDPOINT_URL" ] || set -- --endpoint-url "$AWS_ENDPOINT_URL" "$@" ;;
esac
case " $* " in
  ${OF_SECOND.map((option) => `*" ${option}"*`).join('|')}) exec node ${quote(join(directory, 'second-aws.js'))} "$@" ;;
esac
exec ${quote(aws)} "$@"
`;

/**
 * A node program that calls `aws` as it was called, where that is of version 1 without the options that it does not know, and with binary
 * values that are decoded first: version 2 takes them as base64, unless it was told otherwise.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cliv2-migration-changes.html#cliv2-migration-binaryparam
 */
export const secondAws = (aws: string): string => `'use strict';
const aws = ${JSON.stringify(aws)};
${SECOND_AWS}`;

const SECOND_AWS = `const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { homedir, tmpdir } = require('node:os');
const { join } = require('node:path');

const BLOBS = {
  lambda: ['--payload'],
  kms: ['--plaintext', '--ciphertext-blob', '--message', '--signature', '--mac'],
  secretsmanager: ['--secret-binary'],
};
const FORMAT = '--cli-binary-format';

const { stdout, stderr } = spawnSync(aws, ['--version'], { encoding: 'utf8' });
const isFirst = /^aws-cli\\/1\\./m.test(stdout + stderr);
const directory = mkdtempSync(join(tmpdir(), 'aws-'));
process.exitCode = call(isFirst ? forFirst(process.argv.slice(2)) : process.argv.slice(2));
rmSync(directory, { recursive: true, force: true });

function call(args) {
  if (args === undefined) return 255;
  const { status } = spawnSync(aws, args, { stdio: 'inherit' });
  return status ?? 1;
}

function forFirst(given) {
  // An option and its value may be one word.
  const args = given.flatMap((word) => (/^--[a-z-]+=/.test(word) ? splitOnce(word) : [word]));
  const at = args.indexOf(FORMAT);
  const format = at < 0 ? configured() : args.splice(at, 2)[1];
  const known = args.filter((word) => word !== '--no-cli-pager' && word !== '--no-cli-auto-prompt');
  const blobs = BLOBS[known.find((word) => word in BLOBS)] ?? [];
  if (format === 'raw-in-base64-out') return known;
  for (const [index, word] of known.entries()) {
    const value = known[index + 1];
    if (!blobs.includes(word) || value === undefined || value.startsWith('fileb://')) continue;
    const text = value.startsWith('file://') ? readFileSync(value.slice('file://'.length), 'utf8') : value;
    const letters = text.replace(/[^A-Za-z0-9+/=]/g, '');
    if (letters.length % 4 !== 0) {
      console.error('\\nInvalid base64: "' + text + '"');
      return undefined;
    }
    const file = join(directory, String(index));
    writeFileSync(file, Buffer.from(letters, 'base64'));
    known[index + 1] = 'fileb://' + file;
  }
  return known;
}

function splitOnce(word) {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function configured() {
  const file = process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config');
  return existsSync(file) ? /^\\s*cli_binary_format\\s*=\\s*(\\S+)/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
}
`;
