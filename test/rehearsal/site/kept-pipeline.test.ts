import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { AssemblyStack } from '../../../lib/rehearsal/assembly/read-assembly';
import type { Commit } from '../../../lib/rehearsal/git/commit';
import type { ProgressEvent } from '../../../lib/rehearsal/progress';
import { keepSession, readSession, type Session } from '../../../lib/rehearsal/session/session';
import { type KeptCloud, keptPipeline } from '../../../lib/rehearsal/site/kept-pipeline';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** A kept session of pipeline `old`, and a commit with a pipeline in its one stack. */
const kept = () => {
  const directory = temporaryDirectory();
  const records = join(directory, 'records');
  mkdirSync(records);
  const session: Session = {
    schema: 1,
    endpoint: 'http://localhost:1',
    secret: 's',
    emulatorPid: 1,
    privateDirectory: directory,
    tools: { account: '111111111111', region: 'us-east-1' },
    pipelineName: 'old',
    bootstrapped: [],
  };
  keepSession(records, session);
  const templateFile = join(directory, 'template.json');
  writeFileSync(templateFile, JSON.stringify({ Resources: { Line: { Type: 'AWS::CodePipeline::Pipeline' } } }));
  const stack = { id: 'Delivery', topLevel: true, templateFile } as unknown as AssemblyStack;
  const commit = { id: 'c'.repeat(40) } as unknown as Commit;
  const events: ProgressEvent[] = [];
  const context = {
    prepare: async () =>
      ({ ok: true, commit, directory: '/x', assembly: '/y', stacks: [stack], networks: [] }) as const,
    commit,
    pipeline: undefined,
    records,
    emit: (event: ProgressEvent) => events.push(event),
  };
  return { session, context, events, remembered: () => readSession(records)?.pipelineName };
};

/** A cloud with these pipelines, and a stack with the first of them. */
const cloud = (...names: readonly string[]): KeptCloud => ({
  getPipeline: async (_, name) => {
    if (names.includes(name)) return { name, roleArn: 'arn:aws:iam::111111111111:role/line', stages: [] };
    throw Object.assign(new Error(`Account does not have a pipeline with name ${name}`), {
      name: 'PipelineNotFoundException',
    });
  },
  nameIn: async () => {
    if (names[0] === undefined) throw new Error('Stack with id Delivery does not exist');
    return names[0];
  },
});

test('a kept pipeline that is there is gone on with, whatever else its stack has', async () => {
  const { session, context, events } = kept();
  expect(await keptPipeline(session, context, cloud('new', 'old'))).toBe('old');
  expect(events).toEqual([]);
});

test('one that a release has given another name is the one of its stack from then on', async () => {
  const { session, context, events, remembered } = kept();
  expect(await keptPipeline(session, context, cloud('new'))).toBe('new');
  expect(events).toMatchObject([{ text: 'pipeline new has taken the place of old' }]);
  expect(remembered()).toBe('new');
});

test('one whose stack is gone, too, is refused with what to do, and no other failure is taken for that', async () => {
  const { session, context, remembered } = kept();
  await expect(keptPipeline(session, context, cloud())).rejects.toMatchObject({
    message: expect.stringMatching(/no pipeline old any more.*bin\/delivery down/),
    exitCode: 2,
  });
  const getPipeline = () => Promise.reject(new Error('connect'));
  await expect(keptPipeline(session, context, { ...cloud('new'), getPipeline })).rejects.toThrow('connect');
  expect(remembered()).toBe('old');
});
