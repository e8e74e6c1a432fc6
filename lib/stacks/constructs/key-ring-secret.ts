import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { keyRingSecretName } from '../../contract/names';

/** What makes the key ring. */
export interface KeyRingProps {
  readonly environment: string;
  readonly secretsKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** The secret that holds the tokenization keys by id, encrypted with the secrets key (ZT-10). */
export class KeyRingSecret extends Secret {
  constructor(scope: Construct, id: string, props: KeyRingProps) {
    super(scope, id, {
      secretName: keyRingSecretName(props.environment),
      description: `Keys that tokenize identifiers in ${props.environment}, by key id`,
      encryptionKey: props.secretsKey,
      removalPolicy: props.removalPolicy,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 'k1' }),
        generateStringKey: 'k1',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
  }
}
