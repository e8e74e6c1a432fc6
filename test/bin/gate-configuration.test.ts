import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addGate } from '../../bin/commands/gate';
import config from '../_fixtures/delivery-config';
import { filesIn, manifest } from '../gate/_helpers/assembly';
import { commandLine } from './_helpers/command-line';

/** A pipeline that is faulty in every way but reads from where it should. */
const PIPELINE = {
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: {
    Stages: [
      {
        Name: 'Source',
        Actions: [
          {
            Name: 'Source',
            ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
            Configuration: {
              ConnectionArn: config.source.kind === 'codeconnections' ? config.source.connectionArn : '',
              FullRepositoryId: 'example/zero-trust-delivery',
              BranchName: 'main',
            },
          },
        ],
      },
    ],
  },
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gate-configuration-'));
  filesIn(join(directory, 'assembly'), { 'manifest.json': manifest('t.json'), 't.json': { Resources: { PIPELINE } } });
});
afterAll(() => rmSync(directory, { recursive: true }));

const gate = (...options: readonly string[]) => commandLine(addGate)('gate', join(directory, 'assembly'), ...options);

const READS = 'ZT-00-PipelineReadsItsSource';

/** A file with the configuration of the fixture for another branch. */
const configured = (branch: string): string => {
  const file = join(directory, `${branch}.config.ts`);
  writeFileSync(file, `export default ${JSON.stringify({ ...config, source: { ...config.source, branch } })};\n`);
  return file;
};

describe('bin/delivery gate DIR --config FILE', () => {
  test('holds the source of a pipeline to the configuration', async () => {
    const { exitCode, stdout } = await gate('--config', configured('other'));
    expect(stdout).toContain('action Source.Source reads from BranchName "main", where the configuration says "other"');
    expect(exitCode).toBe(1);
  });

  test('prints what the configuration says and hardly anybody means', async () => {
    const file = join(directory, 'public.config.ts');
    const text = JSON.stringify(config).replace(/"cidr":"[^"]*"/, '"cidr":"11.0.0.0/16"');
    writeFileSync(file, `export default ${text};\n`);
    const { stdout } = await gate('--config', file);
    expect(stdout).toMatch(/^ {2}warning: environments\.dev\.targets\[0\]\.cidr is not private/m);
    expect(stdout).toContain(`next: bin/delivery gate ${join(directory, 'assembly')} --explain`);
  });

  test('finds nothing in the source that is configured', async () => {
    const { stdout } = await gate('--config', configured('main'));
    expect(stdout).not.toContain(READS);
    expect(stdout).toMatch(/^gate: no/m); // of the rest of it
  });

  test('says without one that nobody has said where releases come from', async () => {
    const { stdout } = await gate();
    expect(stdout).not.toContain(READS);
    expect(stdout).toContain('no configuration (--config FILE) says where releases come from');
  });

  test('fails with a configuration that is not there', async () => {
    const { exitCode, stderr } = await gate('--config', join(directory, 'nowhere.ts'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nowhere.ts');
  });
});
