import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

import { type EnvironmentConfig, parseConfig, type TargetConfig } from '../../../lib/config';
import { resolve } from '../../../lib/gate/templates/intrinsics';
import { pseudoParameters } from '../../../lib/gate/templates/target';
import { APP_CONTEXT } from '../../../lib/pipeline';
import type { PolicyDocument } from '../../../lib/policy';
import { TargetStage } from '../../../lib/stages/target-stage';
import config from '../../_fixtures/delivery-config';
import { WITHOUT_TRACES } from '../../_helpers/without-traces';

/** One resource of a template, as far as tests look at it. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** One synthesized stack of a target. */
export class SynthesizedStack {
  readonly resources: readonly Resource[];

  constructor(
    template: { readonly Resources: Readonly<Record<string, Omit<Resource, 'id'>>> },
    readonly target: TargetConfig,
  ) {
    this.resources = Object.entries(template.Resources).map(([id, { Properties: properties = {}, ...resource }]) => ({
      id,
      Properties: properties,
      ...resource,
    }));
  }

  /** All resources of a type; fails where there is none, because then nothing would be asserted. */
  all(type: string): readonly Resource[] {
    const found = this.resources.filter(({ Type }) => Type === type);
    if (found.length === 0) throw new Error(`there is no ${type}`);
    return found;
  }

  /** The one resource of a type whose logical id begins like this. */
  one(type: string, prefix = ''): Resource {
    const [first, ...more] = this.all(type).filter(({ id }) => id.startsWith(prefix));
    if (first === undefined || more.length > 0) throw new Error(`there is not exactly one ${type} ${prefix}`);
    return first;
  }

  /** A value with its intrinsic functions replaced: ARNs are AWS's, generated parts are the logical id. */
  value(value: unknown): unknown {
    const { account, region } = this.target;
    const stack = { path: '', templateFile: '', account, region, template: {} };
    return resolve(value, {
      reference: (name) => pseudoParameters(stack)[name] ?? this.valueOf(name, undefined),
      attribute: (id, attribute) => this.valueOf(id, attribute),
      imported: () => undefined,
      condition: () => undefined,
      mapping: () => undefined,
    });
  }

  /** A resource's policy as `lib/policy` takes it. */
  policy(resource: Resource, property: string): PolicyDocument {
    return this.value(resource.Properties[property]) as PolicyDocument;
  }

  private valueOf(id: string, attribute: string | undefined): string | undefined {
    const resource = this.resources.find((each) => each.id === id);
    if (resource === undefined) return undefined;
    const { account, region } = this.target;
    const arn = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`;
    const name = (property: string) => String(this.value(resource.Properties[property] ?? id));
    switch (`${resource.Type} ${attribute ?? 'Ref'}`) {
      case 'AWS::KMS::Key Arn':
        return arn('kms', `key/${id}`);
      case 'AWS::S3::Bucket Arn':
        return `arn:aws:s3:::${name('BucketName')}`;
      case 'AWS::IAM::Role Arn':
        return `arn:aws:iam::${account}:role/${name('RoleName')}`;
      case 'AWS::Lambda::Function Arn':
        return arn('lambda', `function:${name('FunctionName')}`);
      case 'AWS::SQS::Queue Arn':
        return arn('sqs', name('QueueName'));
      case 'AWS::Logs::LogGroup Arn':
        return arn('logs', `log-group:${name('LogGroupName')}:*`);
      case 'AWS::SecretsManager::Secret Ref':
        return arn('secretsmanager', `secret:${name('Name')}-AbCdEf`);
      case 'AWS::SNS::Topic Ref':
        return arn('sns', name('TopicName'));
      default:
        return attribute === undefined || resource.Type.startsWith('AWS::EC2::') ? id : undefined;
    }
  }
}

/** A target's stacks. */
export interface SynthesizedTarget {
  readonly environment: EnvironmentConfig;
  readonly target: TargetConfig;
  readonly data: SynthesizedStack;
  readonly access: SynthesizedStack;
}

/** Synthesizes the first target of an environment of this repository; once per test file. */
export const synthesizeTarget = (name: string): SynthesizedTarget => {
  const delivery = parseConfig(config);
  const environment = delivery.environments.find((each) => each.name === name);
  const target = environment?.targets[0];
  if (environment === undefined || target === undefined) throw new Error(`the fixture has no ${name}`);
  const outdir = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      postCliContext: { ...APP_CONTEXT, ...WITHOUT_TRACES },
    });
    new TargetStage(app, name, delivery, environment, target);
    const stack = (path: string) => {
      const artifact = app.synth().stacksRecursively.find(({ hierarchicalId }) => hierarchicalId === path);
      if (artifact === undefined) throw new Error(`there is no stack ${path}`);
      return new SynthesizedStack(JSON.parse(readFileSync(artifact.templateFullPath, 'utf8')), target);
    };
    return { environment, target, data: stack(`${name}/Data`), access: stack(`${name}/ValidationAccess`) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
};
