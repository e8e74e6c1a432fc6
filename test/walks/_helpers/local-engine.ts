import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';

/** Runs the command of `run` here, where the directories are that it would have been given, and says no to anything else. */
const SCRIPT = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs');
const [verb, ...words] = process.argv.slice(2);
appendFileSync(__filename + '.calls', verb + ' ' + words.join(' ') + '\\n');
if (verb !== 'run') throw new Error('only run is known here');
const [mounts, rest] = [new Map(), []];
let cwd = '/';
while (words.length > 0) {
  const word = words.shift();
  if (word === '-v') {
    const [here, there] = words.shift().split(':');
    mounts.set(there, here);
  } else if (word === '-w') cwd = words.shift();
  else if (word === '-u') words.shift();
  else if (word !== '--rm') rest.push(word);
}
const placed = (path) => mounts.get(path) ?? path;
const [, file, ...given] = rest;
const { status } = require('node:child_process').spawnSync(file, given.map(placed), { cwd: placed(cwd), stdio: 'inherit' });
process.exit(status ?? 1);
`;

/** A program that the CDK takes for an engine of containers. */
export const localEngine = (): string => {
  const file = join(temporaryDirectory(), 'engine');
  writeFileSync(file, SCRIPT);
  chmodSync(file, 0o755);
  return file;
};
