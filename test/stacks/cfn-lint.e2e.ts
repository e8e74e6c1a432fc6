import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../../lib/config';
import { APP_CONTEXT, buildDelivery } from '../../lib/pipeline';
import { run } from '../../lib/rehearsal/process/run';
import config from '../_fixtures/delivery-config';

/** cfn-lint is a Python tool that nobody has to install: the gate's own validation runs everywhere, this one where it can. */
const installed = ((): string | undefined => {
  try {
    return execFileSync('cfn-lint', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
})();

let outdir = '';
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  const postCliContext = { ...APP_CONTEXT };
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false, postCliContext });
  buildDelivery(app, parseConfig(config));
  app.synth();
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

if (installed === undefined) {
  test('cfn-lint is not on this machine: NOT LOOKED at what it says of the templates', () => {
    console.warn(
      'cfn-lint is not on PATH: no template was linted by it (pip install cfn-lint, and run this test again)',
    );
    expect(installed).toBeUndefined();
  });
} else {
  test(`${installed} has neither errors nor warnings for any template`, async () => {
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' });
    const templates = files.filter((file) => file.endsWith('.template.json')).map((file) => join(outdir, file));
    expect(templates.length).toBeGreaterThanOrEqual(7);
    const { exitCode, output } = await run({ argv: ['cfn-lint', ...templates], cwd: outdir, env: process.env });
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
  });
}
