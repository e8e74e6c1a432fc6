import { join } from 'node:path';
import { CodePipelineClient, CreatePipelineCommand, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kmsSigner, type PublishedSigner } from '../../functions/close-release/kms-signer';
import { pipelineExecutions } from '../../functions/close-release/pipeline-executions';
import { chainKey, evidenceBucketName, publicKeyKey, releasePrefix } from '../../lib/contract/evidence-layout';
import { readRelease } from '../../lib/evidence/archive';
import { type Closer, closeRelease } from '../../lib/evidence/close/close-release';
import { readPublicKey } from '../../lib/evidence/public-key';
import { s3Store } from '../../lib/evidence/s3-store';
import type { EvidenceStore } from '../../lib/evidence/store';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { SdkClients } from '../../lib/rehearsal/executor/cloud/clients';
import { postNote } from '../../lib/rehearsal/executor/cloud/post-note';
import { command, ROOT, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { FIRST, SECOND } from './_helpers/execution';
import { held } from './_helpers/held-bundle';

const [ACCOUNT, REGION, NAME] = ['111111111111', 'us-east-1', 'zero-trust-delivery'];
const BUCKET = evidenceBucketName(NAME, ACCOUNT, REGION);
const PAGE = 'prod/444444444444-us-east-1/review.html';
const approval = { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } as const;

/** KMS, CodePipeline, S3 and the event of an end as the closing function meets them, without the stack around them. */
describe('releases that ended in the emulator', () => {
  let running: Running;
  const access = () => ({
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: running.emulator.secret },
  });
  let closer: Closer;
  let signer: PublishedSigner;
  let store: EvidenceStore;
  let pipelines: CodePipelineClient;
  let s3: S3Client;

  const ended = (pipelineExecutionId: string) => ({
    pipelineName: NAME,
    pipelineExecutionId,
    attempt: 1,
    account: ACCOUNT,
    region: REGION,
    time: new Date().toISOString(),
  });

  /** An execution whose approval somebody answered, and the page that lay before them. */
  const decided = async (id: string, status: 'Succeeded' | 'Failed', comment: string): Promise<void> => {
    await store.putNew(`${releasePrefix(id)}${PAGE}`, Buffer.from(`<h1>${id}</h1>`));
    const input = {
      actionTypeId: approval,
      region: REGION,
      configuration: {},
      resolvedConfiguration: { CustomData: '?' },
    };
    const action = { actionExecutionId: `${id}-a`, stageName: 'prod', actionName: 'Approve', input };
    const output = { executionResult: { externalExecutionSummary: comment }, outputVariables: {} };
    const note = async (told: object): Promise<void> => {
      const about = { pipelineName: NAME, pipelineExecutionId: id, time: new Date().toISOString() };
      await postNote(new SdkClients(running.emulator.endpoint), access(), { ...about, status: 'InProgress', ...told });
    };
    await note({ artifactRevisions: [{ name: 'Source', revisionId: 'c0ffee', revisionSummary: 'Keep a secret' }] });
    await note({ action: { ...action, token: id } });
    const result = { status: status === 'Failed' ? 'Rejected' : 'Approved', summary: comment } as const;
    const { stageName, actionName } = action;
    await pipelines.send(
      new PutApprovalResultCommand({ pipelineName: NAME, stageName, actionName, token: id, result }),
    );
    await note({ status, action: { ...action, output } });
    await note({ status });
  };

  beforeAll(async () => {
    running = await runEmulator();
    const client = { ...access(), endpoint: running.emulator.endpoint };
    s3 = new S3Client({ ...client, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }));
    const rule = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1 } } as const;
    const lock = { ObjectLockEnabled: 'Enabled', Rule: rule } as const;
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket: BUCKET, ObjectLockConfiguration: lock }));
    const kms = new KMSClient(client);
    const { KeyMetadata: key } = await kms.send(
      new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    );
    const allowed = { Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [allowed] });
    const { Role: role } = await new IAMClient(client).send(
      new CreateRoleCommand({ RoleName: 'pipeline', AssumeRolePolicyDocument: trust }),
    );
    pipelines = new CodePipelineClient(client);
    const stage = (name: string) => ({ name, actions: [{ name: 'Approve', actionTypeId: approval }] });
    const stages = [stage('Source'), stage('prod')];
    const artifactStore = { type: 'S3', location: 'artifacts' } as const;
    await pipelines.send(
      new CreatePipelineCommand({ pipeline: { name: NAME, roleArn: role?.Arn, artifactStore, stages } }),
    );
    signer = await kmsSigner(kms, key?.Arn ?? '');
    store = s3Store(s3, BUCKET);
    await store.putNew(publicKeyKey(signer.keyId), Buffer.from(signer.pem));
    closer = { store, signer, executions: pipelineExecutions(pipelines), people: {}, now: () => new Date() };
    await decided(FIRST, 'Failed', 'not on a Friday');
    await decided(SECOND, 'Succeeded', 'four eyes\nyes: nothing speaks against it\u001b[2J');
    await Promise.all([FIRST, SECOND].map((id) => closeRelease(closer, ended(id))));
  });

  afterAll(() => running.end());

  test('are two links of one chain, signed by KMS, with who decided and the comment', async () => {
    expect(await store.list('chain/')).toEqual([chainKey(1), chainKey(2)]);
    for (const [id, status, because] of [
      [FIRST, 'Failed', 'not on a Friday'],
      [SECOND, 'Succeeded', 'every stage succeeded'],
    ] as const) {
      const bundle = held(id, await readRelease(store, id));
      const verdict = await verifyBundle(bundle, { key: readPublicKey(signer.pem, 'the key'), keyFrom: 'given' });
      expect(verdict).toMatchObject({ verdict: 'yes', findings: [], release: { status, because, parts: 2 } });
      expect(verdict.release?.by).toBe(status === 'Failed' ? `arn:aws:iam::${ACCOUNT}:root` : null);
    }
  });

  test('are closed once, however often their end is told', async () => {
    expect(await closeRelease(closer, ended(FIRST))).toMatchObject({ fresh: false });
    expect(await store.list('chain/')).toHaveLength(2);
  });

  test('fail whoever deletes the version that was written', async () => {
    const Key = `${releasePrefix(FIRST)}statement.dsse.json`;
    const { Versions: versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: Key }));
    expect(versions).toHaveLength(1);
    const gone = new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId: versions[0]?.VersionId });
    await expect(s3.send(gone)).rejects.toThrow(/Access Denied|AccessDenied/);
    expect(await store.putNew(Key, Buffer.from('other'))).toBe(false);
  });

  test('are listed, shown, exported and verified from the command line', async () => {
    const delivery = (...args: string[]) =>
      command(running, ACCOUNT, process.execPath, join(ROOT, 'bin', 'delivery'), 'evidence', ...args);
    const listed = await delivery('list');
    expect([listed.code, listed.output.match(/Succeeded|Failed|Rejected/g)?.toSorted()]).toEqual([
      0,
      ['Rejected', 'Succeeded'],
    ]);
    const shown = await delivery('show', FIRST.slice(0, 8));
    expect(shown.output).toContain(`Rejected by arn:aws:iam::${ACCOUNT}:root`);
    expect(shown.output).toContain('Rejected: not on a Friday');
    const { output: spoofed } = await delivery('show', SECOND.slice(0, 8));
    expect(spoofed).toContain(': four eyes⟨U+000A⟩yes: nothing speaks against it⟨U+001B⟩[2J');
    expect((await delivery('export', FIRST, '--output', 'one.zip')).code).toBe(0);
    expect(await delivery('verify', 'one.zip')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^yes: one\.zip/),
    });
    expect(await delivery('show', '9')).toMatchObject({
      code: 2,
      output: expect.stringContaining('there is no release 9'),
    });
  });
});
