import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { thisMachine } from '../../bin/doctor/this-machine';
import { twoSyntheses } from '../../bin/doctor/two-syntheses';

describe('this machine', () => {
  const machine = thisMachine(resolve('.'), {}, undefined);

  test('has the packages of the lockfile, and a CLI that says what it reads', async () => {
    const packages = await machine.packages();
    expect(packages.map(({ name }) => name)).toContain('aws-cdk');
    for (const { locked, installed } of packages) expect(installed).toBe(locked);
    expect(await machine.readableSchema()).toBeGreaterThanOrEqual(55);
  });

  test('knows its acknowledgements by cause, and the end of its Node.js', async () => {
    const all = await machine.acknowledgements();
    expect(new Set(all.map(({ cause }) => cause)).size).toBe(all.length);
    expect(all[0]).toMatchObject({ expires: expect.stringMatching(/^\d{4}-/), at: expect.stringMatching(/yaml:\d+$/) });
    expect(machine.nodeEnd().subject).toBe(`Node.js ${machine.node.split('.')[0]}`);
  });

  test('compares its clock with the date of an answer', async () => {
    let date = '';
    const server = createServer((_, response) => response.setHeader('date', date).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const asked = thisMachine('.', {}, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    date = new Date(Date.now() - 400_000).toUTCString();
    expect(Math.abs((await asked.clockAhead('eu-west-1')) - 400)).toBeLessThan(3);
    date = 'no day';
    await expect(asked.clockAhead('eu-west-1')).rejects.toThrow('answers without a date');
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
});

/** A synthesis of one stack whose template says what an expression comes to. */
const SYNTH = (expression: string): string => `
import { mkdirSync, writeFileSync } from 'node:fs';
const out = process.env.CDK_OUTDIR;
mkdirSync(out, { recursive: true });
writeFileSync(out + '/S.json', JSON.stringify({ Resources: {}, Description: String(${expression}) }));
const properties = { templateFile: 'S.json', requiresBootstrapStackVersion: 6 };
const S = { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties };
writeFileSync(out + '/manifest.json', JSON.stringify({ version: '55.0.0', artifacts: { S } }));
`;

describe('two syntheses', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'doctor-synth-'));
    mkdirSync(join(root, 'bin'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const synthesizing = (program: string) => {
    writeFileSync(join(root, 'bin', 'synth.mjs'), program);
    return twoSyntheses(root, process.env);
  };

  test('that come to the same have no difference', async () => {
    const made = synthesizing(SYNTH('1'));
    expect(await made.repetition()).toEqual([]);
    expect(await made.synthesis()).toMatchObject({
      schemaVersion: 55,
      bootstrapVersion: 6,
      stacks: [{ stackName: 'S' }],
    });
    made.remove();
  });

  test('that do not are told apart by the stack', async () => {
    const made = synthesizing(SYNTH('process.pid'));
    expect(await made.repetition()).toEqual(['S']);
    made.remove();
  });

  test('that fail say why', async () => {
    const made = synthesizing("console.error('gate: NO'); process.exitCode = 1;");
    await expect(made.synthesis()).rejects.toThrow('synthesis ended with 1: gate: NO');
    await expect(made.repetition()).rejects.toThrow('gate: NO');
    made.remove();
  });
});
