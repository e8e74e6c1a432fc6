import { Aws } from 'aws-cdk-lib';
import {
  type Attribute,
  BillingMode,
  type GlobalSecondaryIndexProps,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { resourceName } from '../../contract/names';
import type { Audit } from './audit';
import type { Network } from './network';
import { type DataRetention, removalPolicyFor } from './retention';
import type { WorkloadFunction } from './workload-function';

/** What makes a table of the workload. */
export interface GuardedTableProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** What it holds, for example `visits`: it is called `data-<env>-visits`. */
  readonly purpose: string;
  readonly partitionKey: Attribute;
  /** @default - none */
  readonly sortKey?: Attribute | undefined;
  /** Of a table that stands already, CloudFormation makes or deletes one an update. @default - none */
  readonly indexes?: readonly GlobalSecondaryIndexProps[];
  readonly keys: { readonly data: IKey };
  readonly network: Network;
  readonly audit: Audit;
  readonly data: DataRetention;
}

const READING = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DescribeTable',
];
const WRITING = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/**
 * A table under the data key that can be restored to any second of five weeks, is reached from the VPC by an endpoint of its own,
 * refuses what comes without TLS, and whose reads and writes the trail records (ZT-03, ZT-05, ZT-12, ZT-15).
 */
export class GuardedTable extends Construct {
  readonly table: Table;
  private readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GuardedTableProps,
  ) {
    super(scope, id);
    const { environment, account, region, purpose, partitionKey, sortKey, keys, network, audit, data } = props;
    const tableName = resourceName(environment, purpose);
    // By name: the table's own policy cannot refer to it.
    this.arn = `arn:${Aws.PARTITION}:dynamodb:${region}:${account}:table/${tableName}`;
    this.table = new Table(this, 'Table', {
      tableName,
      partitionKey,
      ...(sortKey === undefined ? {} : { sortKey }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: keys.data,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: data === 'retained',
      removalPolicy: removalPolicyFor(data),
      resourcePolicy: new PolicyDocument({ statements: [this.refuseWithoutTls()] }),
    });
    for (const index of props.indexes ?? []) this.table.addGlobalSecondaryIndex(index);
    network.reachTables(region);
    audit.recordTable(this.arn);
  }

  /** Lets a function read items, from inside of the VPC only (ZT-09). */
  letRead(reader: WorkloadFunction): void {
    this.let(reader, READING);
  }

  /** Lets a function read and write items, from inside of the VPC only (ZT-09). */
  letWrite(writer: WorkloadFunction): void {
    this.let(writer, [...READING, ...WRITING]);
  }

  /** DynamoDB decrypts the table's key as whoever asks for items; that nothing else of the key is needed is unconfirmed. */
  private let(who: WorkloadFunction, actions: string[]): void {
    const { region, keys, network, purpose, indexes = [] } = this.props;
    const { tableArn } = this.table;
    const itsIndexes = indexes.map(({ indexName }) => `${tableArn}/index/${indexName}`);
    who.permissions.addStatements(
      new PolicyStatement({ actions, resources: [tableArn, ...itsIndexes] }),
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [keys.data.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
      }),
    );
    who.deny(`RefuseTableOutsideTheVpc${purpose.replace(/\W/g, '')}`, {
      actions: ['dynamodb:*'],
      resources: [tableArn, `${tableArn}/index/*`],
      conditions: {
        StringNotEquals: { 'aws:SourceVpc': network.vpc.vpcId },
        Bool: { 'aws:ViaAWSService': 'false' },
      },
    });
  }

  private refuseWithoutTls(): PolicyStatement {
    return new PolicyStatement({
      sid: 'RefuseWithoutTls',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['dynamodb:*'],
      resources: [this.arn, `${this.arn}/index/*`],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  }
}
