import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { install } from '../../../lib/rehearsal/toolchain/install';
import { temporaryDirectory } from '../_helpers/temporary-directory';

test('packages of a registry that wants to know who asks are refused, with what to do', async () => {
  const registry = createServer((_, answer) => answer.writeHead(401).end()).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  const checkout = temporaryDirectory();
  const dependencies = { a: '1.0.0' };
  const resolved = `http://127.0.0.1:${port}/a/-/a-1.0.0.tgz`;
  const packages = { '': { dependencies }, 'node_modules/a': { version: '1.0.0', resolved } };
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ name: 'app', dependencies }));
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  const env = { PATH: process.env['PATH'] ?? '', HOME: temporaryDirectory(), npm_config_cache: temporaryDirectory() };
  const signal = new AbortController().signal;
  const done = install({ checkout, appDirectory: temporaryDirectory(), env, signal, onLine: () => undefined });
  try {
    await expect(done).rejects.toThrow(/E401.*hands npm no tokens: run npm ci in the app once/s);
  } finally {
    registry.close();
  }
});
