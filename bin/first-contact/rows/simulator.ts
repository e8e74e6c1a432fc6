import { IAMClient, SimulateCustomPolicyCommand } from '@aws-sdk/client-iam';
import type { ContactRow } from '../row';
import { policy } from './things';

/**
 * The second judge of the validation. Where a resource is named, the missing keys stand with its own result.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResourceSpecificResult.html
 */
export const SIMULATOR_ROWS: readonly ContactRow[] = [
  {
    about: 'policy simulator',
    asks: 'a Deny that asks for aws:SourceVpc, of which the simulator is told nothing',
    expected: ['named as missing'],
    look: async (sandbox) => {
      const { partition } = sandbox.at;
      const Resource = `arn:${partition}:s3:::${sandbox.name('nothing')}/x`;
      const document = policy(
        { Effect: 'Allow', Action: 's3:GetObject', Resource },
        {
          Effect: 'Deny',
          Action: 's3:GetObject',
          Resource,
          Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } },
        },
      );
      const command = new SimulateCustomPolicyCommand({
        PolicyInputList: [document],
        ActionNames: ['s3:GetObject'],
        ResourceArns: [Resource],
      });
      const { EvaluationResults: [result] = [] } = await sandbox.of(IAMClient).send(command);
      if (result === undefined) throw new Error('the simulator answered without a result');
      const results = [result, ...(result.ResourceSpecificResults ?? [])];
      const missing = results.flatMap(({ MissingContextValues = [] }) =>
        MissingContextValues.map((key) => key.toLowerCase()),
      );
      return missing.includes('aws:sourcevpc') ? 'named as missing' : 'not named';
    },
  },
];
