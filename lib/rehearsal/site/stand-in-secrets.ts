import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BootstrapTarget } from '../assembly/read-assembly';
import { accessTo, type Entrance } from '../emulator/endpoint';
import { SdkClients } from '../executor/cloud/clients';
import { type Emit, timestamp } from '../progress';

/** A secret of which a template reads a key, or, without one, the whole text. */
export interface ReadSecret {
  readonly secretId: string;
  readonly key?: string;
}

/** The properties by which GitHub's sources and their webhooks are let in. */
const TOKENS: ReadonlySet<string> = new Set(['OAuthToken', 'SecretToken']);

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html */
const REFERENCE = /^\{\{resolve:secretsmanager:(?<secretId>(?:arn:[^{}]+?|[^:{}]+)):SecretString:(?<key>[^:{}]*)/;

/** The secrets that a template reads for tokens of GitHub, each once. */
export const tokenSecrets = (template: unknown): readonly ReadSecret[] => {
  const found = new Map<string, ReadSecret>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      look(inner);
      const { secretId, key } = (TOKENS.has(name) && REFERENCE.exec(String(inner))?.groups) || {};
      if (secretId !== undefined) found.set(`${secretId} ${key}`, { secretId, ...(key && { key }) });
    }
  };
  look(template);
  return [...found.values()];
};

/**
 * Puts a stand-in where a pipeline's stack reads a token of GitHub that somebody has put into Secrets Manager by hand: no call to GitHub is made
 * here, and an emulator has no secrets of anybody. A secret that is there stays.
 */
export const standInForTokens = async (
  endpoint: Entrance,
  tools: BootstrapTarget,
  templateFile: string,
  emit: Emit,
): Promise<void> => {
  const secrets = tokenSecrets(JSON.parse(readFileSync(templateFile, 'utf8')));
  if (secrets.length === 0) return;
  const { sdk, client } = await new SdkClients(endpoint.url).secretsManager(accessTo(endpoint, tools));
  for (const secretId of new Set(secrets.map((secret) => secret.secretId))) {
    const keys = secrets.flatMap((each) => (each.secretId === secretId && each.key ? [each.key] : []));
    const SecretString =
      keys.length === 0 ? randomUUID() : JSON.stringify(Object.fromEntries(keys.map((key) => [key, randomUUID()])));
    const isNew = await client.send(new sdk.CreateSecretCommand({ Name: secretId, SecretString })).then(
      () => true,
      (error: unknown) => {
        if (error instanceof sdk.ResourceExistsException) return false;
        throw error;
      },
    );
    const text = `secret ${secretId} has a stand-in for the token of GitHub: no call to GitHub is made`;
    if (isNew) emit({ type: 'note', time: timestamp(), text });
  }
};
