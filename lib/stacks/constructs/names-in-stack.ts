import { type Stack, Token } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/** What a stack has, by kind, and how each thing is called. */
const NAME_OF = {
  alarms: (node: IConstruct) => node instanceof CfnAlarm && [node.alarmName],
  buckets: (node: IConstruct) => node instanceof CfnBucket && [node.bucketName],
  functions: (node: IConstruct) => node instanceof CfnFunction && [node.functionName],
  queues: (node: IConstruct) => node instanceof CfnQueue && [node.queueName],
  tables: (node: IConstruct) => node instanceof CfnTable && [node.tableName],
  topics: (node: IConstruct) => node instanceof CfnTopic && [node.topicName],
};

/**
 * Names of everything of a kind that a stack has so far, in the order in which it was made. Functions are those of the
 * workload: the CDK's helpers are plain resources.
 *
 * @throws {Error} when something has no name of its own: nobody could be given access to it alone
 */
export const namesIn = (stack: Stack, kind: keyof typeof NAME_OF): readonly string[] =>
  stack.node.findAll().flatMap((node) =>
    (NAME_OF[kind](node) || []).map((name) => {
      if (name !== undefined && !Token.isUnresolved(name)) return name;
      throw new Error(`${node.node.path} has no name of its own: give it one of lib/contract/names.ts`);
    }),
  );
