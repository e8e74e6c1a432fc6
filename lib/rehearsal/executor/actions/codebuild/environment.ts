import { z } from 'zod';
import { messageOf } from '../../../../ground/message-of';
import type { Access, Cloud, Project } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { Buildspec } from './buildspec';

/** Variables of a build, and which of their values must not be shown. */
export interface BuildVariables {
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

interface Variable {
  readonly name: string;
  readonly type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
  readonly value: string;
}

const actionVariables = z.array(
  z.strictObject({
    name: z.string(),
    value: z.string(),
    type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']).default('PLAINTEXT'),
  }),
);

/** Variables of buildspec, project and action: the later win. Parameters and secrets are read as the build's own role. */
export async function buildVariables(
  { env }: Buildspec,
  project: Project,
  ofAction: string | undefined,
  cloud: Cloud,
  access: Access,
): Promise<BuildVariables> {
  const variables: readonly Variable[] = [
    ...named(env.variables, 'PLAINTEXT'),
    ...named(env['parameter-store'], 'PARAMETER_STORE'),
    ...named(env['secrets-manager'], 'SECRETS_MANAGER'),
    ...(project.environment?.environmentVariables ?? []).map(({ name = '', value = '', type = 'PLAINTEXT' }) => ({
      name,
      value,
      type,
    })),
    ...parseActionVariables(ofAction),
  ];
  const last = new Map(variables.map((variable) => [variable.name, variable]));
  const resolved = await Promise.all(
    [...last.values()].map(async (variable) => ({ ...variable, value: await resolve(variable, cloud, access) })),
  );
  return {
    values: Object.fromEntries(resolved.map(({ name, value }) => [name, value])),
    secrets: resolved.filter(({ type }) => type !== 'PLAINTEXT').map(({ value }) => value),
  };
}

function named(values: Readonly<Record<string, string>>, type: Variable['type']): readonly Variable[] {
  return Object.entries(values).map(([name, value]) => ({ name, type, value }));
}

function parseActionVariables(text: string | undefined): readonly Variable[] {
  try {
    return actionVariables.parse(text === undefined ? [] : JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new Failure(`the action's EnvironmentVariables cannot be read: ${why}`, { cause: error });
  }
}

async function resolve({ name, type, value }: Variable, cloud: Cloud, access: Access): Promise<string> {
  try {
    switch (type) {
      case 'PLAINTEXT':
        return value;
      case 'PARAMETER_STORE':
        return await cloud.getParameter(access, value);
      case 'SECRETS_MANAGER':
        return await readSecret(value, cloud, access);
    }
  } catch (error) {
    const why = messageOf(error);
    throw new Failure(`environment variable ${name}: ${type} ${value} cannot be read: ${why}`, { cause: error });
  }
}

/** Reads `secret-id:json-key:version-stage:version-id`, of which all but the first may be left out. */
async function readSecret(reference: string, cloud: Cloud, access: Access): Promise<string> {
  const parts = reference.split(':');
  const secretId = parts.splice(0, reference.startsWith('arn:') ? 7 : 1).join(':');
  const [jsonKey = '', versionStage = '', versionId = ''] = parts;
  const secret = await cloud.getSecret(access, {
    secretId,
    ...(versionStage === '' ? {} : { versionStage }),
    ...(versionId === '' ? {} : { versionId }),
  });
  if (jsonKey === '') return secret;
  const value: unknown = JSON.parse(secret)?.[jsonKey];
  if (value === undefined) throw new Failure(`the secret has no key ${jsonKey}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
