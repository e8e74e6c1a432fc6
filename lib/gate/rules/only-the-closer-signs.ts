import { CLOSING_ENVIRONMENT } from '../../contract/evidence-layout';
import { type Case, leftOpen } from '../../policy';
import { policyAt } from '../templates/asking';
import { closingFunctions, evidenceBuckets, signingKeys, variablesOf } from '../templates/evidence';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import { flawsOfKeeping } from './evidence-locked';
import type { Rule } from './rule';

/** ZT-05: records of releases are signed by a key of which only what closes releases can make use. */
export const onlyTheCloserSigns: Rule = {
  id: 'ZT-05-OnlyTheCloserSigns',
  requires:
    'Records of releases are signed with a P-256 key that nobody but the function which closes releases may sign with, and which outlives its stack.',
  why: 'A signature that somebody else can make says nothing, and one that nobody can check any more neither.',
  fix: 'Keep the key of EvidenceCloser, with its Deny for everybody but the role of the function (lib/pipeline/evidence-closer.ts).',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html',
  hipaa: ['164.312(c)(1)', '164.312(c)(2)'],
  appliesTo: 'pipeline',
  check: (target) => [
    ...target.each(evidenceBuckets(target).length > 0 ? 'AWS::CodePipeline::Pipeline' : [], () =>
      signingKeys(target).length > 0 ? [] : ['no key of these templates signs what releases leave behind'],
    ),
    ...target.each(signingKeys(target), (key) => [
      ...flawsOfKey(key),
      ...flawsOfPolicy(key, target),
      ...flawsOfKeeping(key),
    ]),
  ],
};

/** What the record's readers check: see docs/evidence.md. */
const SPEC = 'ECC_NIST_P256';

const flawsOfKey = ({ properties }: Resource): readonly string[] => {
  const { KeySpec: spec } = properties;
  return [...(spec === SPEC ? [] : [`KeySpec is ${shown(spec)}, and records are read by ${SPEC}`])];
};

const flawsOfPolicy = (key: Resource, target: Target): readonly string[] => {
  const signers = closingFunctions(target)
    .filter((each) => target.find(variablesOf(each)[CLOSING_ENVIRONMENT.signingKey], 'AWS::KMS::Key') === key)
    .flatMap(({ properties }) => target.find(properties['Role'], 'AWS::IAM::Role') ?? [])
    .map(({ identity }) => arnOf(identity));
  const others: Case = {
    who: 'others than the role that closes releases',
    facts: { 'aws:PrincipalArn': { is: 'other', than: signers } },
  };
  const required = { of: 'everybody', calls: [['kms:Sign', '*']], cases: [others] } as const;
  return leftOpen([policyAt(key.properties['KeyPolicy'])], required, 'its policy does not refuse');
};
