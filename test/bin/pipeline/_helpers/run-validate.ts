import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { type ValidationSurroundings, validateProgram } from '../../../../bin/pipeline/validate';
import type { SdkCloudOptions } from '../../../../lib/validation/cloud';
import { FakeCloud, healthyWorld, type World } from '../../../validation/fake-cloud';

export const TARGET = ['--environment', 'dev', '--account', '222222222222', '--region', 'us-east-1'];
export let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'validation-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

export const run = async (
  argv: readonly string[],
  change: (world: World) => void = () => {},
  more: Partial<ValidationSurroundings> = {},
) => {
  const world = { ...healthyWorld(Date.now()), lateness: 0 };
  change(world);
  const said = { out: '', err: '', asked: [] as SdkCloudOptions[] };
  const code = await validateProgram(argv, {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.err += text;
    },
    colored: false,
    cloud: (options) => {
      said.asked.push(options);
      return new FakeCloud(world);
    },
    ...more,
  });
  return { code, ...said };
};
