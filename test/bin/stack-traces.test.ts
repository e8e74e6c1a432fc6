import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';

let place: string;
beforeAll(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'stack-traces-')));
});
afterAll(() => rmSync(place, { recursive: true }));

/** Functions of every kind that a construct is made in, the same one twice, and one of the library's between them. */
const PROGRAM = `type Trace = string | undefined;
const kept = (): Trace => { const trace: { stack?: string } = {}; Error.captureStackTrace(trace); return trace.stack; };
class Made { readonly at: Trace; constructor() { this.at = kept(); } again(): Trace { return new Made().at; } }
interface Nothing { readonly at: string }
const tools = { at: () => [1].map(() => new Made().again())[0] };
console.log(tools.at());
console.log(tools.at());
void (async () => { await undefined; console.log(new TypeError('odd').stack); console.log(kept()); })();
`;

const printedWith = (...flags: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '.build/app.js'], { cwd: place, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
};

test('a synthesis names the lines of the sources as node’s own source maps do', () => {
  writeFileSync(join(place, 'app.ts'), PROGRAM);
  const paths = { absWorkingDir: place, entryPoints: ['app.ts'], outfile: '.build/app.js' };
  buildSync({ ...paths, bundle: true, platform: 'node', target: 'node20', sourcemap: true });
  const ours = printedWith('--require', resolve('bin/stack-traces.cjs'));
  expect(ours).toContain(`at new _Made (${join(place, 'app.ts')}:3:`);
  expect(ours).not.toContain('app.js');
  expect(ours).toBe(printedWith('--enable-source-maps'));
});
