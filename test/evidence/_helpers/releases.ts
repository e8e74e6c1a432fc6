import {
  REVIEW_DATA,
  REVIEW_PAGE,
  releasePrefix,
  statementName,
  targetPrefix,
} from '../../../lib/contract/evidence-layout';
import type { GateReport } from '../../../lib/contract/gate-report';
import { VALIDATION_REPORT, type ValidationReport } from '../../../lib/contract/validation-report';
import { closeRelease } from '../../../lib/evidence/close/close-release';
import type { ExecutionFacts } from '../../../lib/evidence/close/facts';
import { sha256 } from '../../../lib/ground/sha256';
import { at, type Ending, execution, FIRST, SECOND, TARGETS } from './execution';
import { type HeldBundle, held } from './held-bundle';
import { type LocalSigner, localSigner } from './local-signer';
import { MemoryStore } from './memory-store';

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);

const report = (environment: 'dev' | 'prod', fails: boolean): ValidationReport => ({
  schema: 1,
  environment,
  ...TARGETS[environment],
  startTime: at(160),
  endTime: at(190),
  summary: { pass: 1, fail: fails ? 1 : 0, cannotTell: 0 },
  results: [
    { check: 'log-groups-encrypted', requirement: 'ZT-07', subject: '/aws/lambda/one', status: 'pass' },
    ...(fails
      ? [
          {
            check: 'log-groups-encrypted',
            requirement: 'ZT-07',
            subject: '/aws/lambda/two',
            status: 'fail' as const,
            because: 'it has no key',
            fix: 'associate the logs key',
          },
        ]
      : []),
  ],
});

/** What the gate says of one stack, whose template has that SHA-256. */
const gateReport = (digest: string): GateReport => {
  const { account, region } = TARGETS.dev;
  const rule = { pack: 'AwsSolutions', rule: 'AwsSolutions-S1', finding: 'AwsSolutions-S1' };
  const acknowledgement = { reason: 'it is the log bucket', owner: 'us', expires: '2027-01-01', ticket: 'T-1' };
  const resource = 'P/dev/Data/Logs';
  const stack = { path: 'P/dev/Data', stackName: 'data-dev', account, region, resources: 1, sha256: digest };
  return {
    schema: 1,
    application: 'app',
    verdict: 'yes',
    objections: [],
    warnings: ['it expires soon'],
    packs: [],
    rules: [],
    stacks: [{ ...stack, template: 'data-dev.template.json' }],
    findings: [],
    acknowledged: [{ ...rule, resource, because: 'it has no access logs', acknowledgement }],
  };
};

/** What the steps of a pipeline leave behind, as far as the execution came. */
export const leaveParts = (store: MemoryStore, facts: ExecutionFacts, ending: Ending): void => {
  const id = facts.pipelineExecutionId;
  const put = (name: string, bytes: Buffer): void => void store.objects.set(`${releasePrefix(id)}${name}`, bytes);
  const template = json({ Resources: {} });
  put('build/build.json', json({ schema: 1, tools: { node: '22.1.0', npm: '11.0.0' } }));
  put('build/source.zip', Buffer.from(`source of ${id}`));
  put('build/package-lock.json', json({ lockfileVersion: 3 }));
  put('build/inventory.cdx.json', json({ bomFormat: 'CycloneDX' }));
  put('build/templates/data-dev.template.json', template);
  put('build/templates/data-prod.template.json', json({ Resources: { More: {} } }));
  put('build/gate/report.json', json(gateReport(sha256(template))));
  const reached = (stage: string, action: string): boolean =>
    facts.actions.some(({ stageName, actionName }) => stageName === stage && actionName === action);
  for (const environment of ['dev', 'prod'] as const) {
    const prefix = targetPrefix(environment, TARGETS[environment]);
    if (environment === 'prod' && reached('dev', 'Validate') && ending !== 'ValidationFailed') {
      put(`${prefix}${REVIEW_PAGE}`, Buffer.from(`<h1>What ${id} changes in prod</h1>`));
      put(`${prefix}${REVIEW_DATA}`, json({ changes: [] }));
    }
    if (reached(environment, 'Validate')) {
      put(`${prefix}${VALIDATION_REPORT}`, json(report(environment, ending === 'ValidationFailed')));
    }
  }
};

/** Two closed releases in one bucket, the second chained to the first. */
export interface Releases {
  readonly store: MemoryStore;
  readonly signer: LocalSigner;
  readonly first: HeldBundle;
  readonly second: HeldBundle;
}

/** Closes one release; answers its bundle. */
export const closed = async (
  store: MemoryStore,
  signer: LocalSigner,
  id: string,
  ending: Ending = 'Succeeded',
  day = 2,
): Promise<HeldBundle> => {
  const facts = execution(id, ending, day);
  leaveParts(store, facts, ending);
  await closeRelease(
    { store, signer, executions: { describe: async () => facts }, people: {}, now: () => new Date(at(500, day)) },
    {
      pipelineName: facts.pipelineName,
      pipelineExecutionId: id,
      attempt: 1,
      account: '111111111111',
      region: 'us-east-1',
      time: at(401, day),
    },
  );
  return bundleOf(store, id);
};

/** Everything below a release. */
export const bundleOf = (store: MemoryStore, id: string): HeldBundle => {
  const prefix = releasePrefix(id);
  const files = [...store.objects].flatMap(([key, bytes]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), bytes] as const] : [],
  );
  return held(id, new Map(files));
};

/** The first release succeeded on the 2nd, the second on the 3rd. */
export const twoReleases = async (): Promise<Releases> => {
  const [store, signer] = [new MemoryStore(), localSigner()];
  const first = await closed(store, signer, FIRST, 'Succeeded', 2);
  const second = await closed(store, signer, SECOND, 'Succeeded', 3);
  return { store, signer, first, second };
};

/** The last statement's name of a release that was closed once. */
export const STATEMENT_OF_ONE = statementName(1);
