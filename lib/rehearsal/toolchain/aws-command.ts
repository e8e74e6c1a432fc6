import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Machine } from './build-environment';

/**
 * Services for which version 1 of the `aws` command line asks an address of AWS whatever AWS_ENDPOINT_URL says: those of its
 * `overridesslcommonname`. Only its option `--endpoint-url` helps.
 */
export const ASKED_OF_AWS = ['sqs', 'rds', 'docdb', 'neptune', 'emr', 'health'] as const;

/** Whether this machine's `aws` is of version 1. One that does not start is of none. */
export const isFirstAws = ({ env }: Pick<Machine, 'env'>): Promise<boolean> =>
  promisify(execFile)('aws', ['--version'], { env }).then(
    // Before 1.17 it said so on stderr.
    ({ stdout, stderr }) => /^aws-cli\/1\./m.test(`${stdout}\n${stderr}`),
    () => false,
  );
