import type { Project, SessionCalls } from '../../../cloud/cloud';

/** In one word why a build is run and not taken over, or cannot be kept for later. */
export type WhyRun =
  /** Nothing is kept of such a build. */
  | 'new'
  /** What was kept is not as it was. */
  | 'damaged'
  /** Something before it may have changed what it looks at. */
  | 'follows'
  /** It has a cache, or secrets, whose content nobody compares. */
  | 'cache'
  | 'secrets'
  /** Nobody judges what it asks, so nobody knows. */
  | 'unjudged'
  /** Its role may write what stays, as evidence, or sign. */
  | 'writes'
  /** It asked AWS for something, so it may have changed something, or depend on it. */
  | 'calls'
  /** What it made holds a credential. */
  | 'credential'
  /** It could not be written down. */
  | 'unwritten';

/** A reason, and what it is about. */
export interface Because {
  readonly word: WhyRun;
  readonly detail: string;
}

/** What forbids for good that a build of a project is taken over, or kept. */
export const whyNever = (
  project: Project,
  ofAction: string | undefined,
  session: SessionCalls | undefined,
  stores: readonly string[],
): Because | undefined => {
  const { type: cache = 'NO_CACHE' } = project.cache ?? {};
  if (cache !== 'NO_CACHE') return { word: 'cache', detail: `project ${project.name} has a cache (${cache})` };
  const variables = project.environment?.environmentVariables ?? [];
  const secret = variables.find(({ type = 'PLAINTEXT' }) => type !== 'PLAINTEXT')?.name;
  if (secret !== undefined) return { word: 'secrets', detail: `variable ${secret} of project ${project.name}` };
  if (/PARAMETER_STORE|SECRETS_MANAGER/.test(ofAction ?? ''))
    return { word: 'secrets', detail: "the action's EnvironmentVariables" };
  if (session === undefined) return { word: 'unjudged', detail: 'nobody judges its calls (--permissions)' };
  const writes = session.policies.flatMap((document) => mayWrite(document, stores));
  return writes[0] === undefined ? undefined : { word: 'writes', detail: `its role may ${writes[0]}` };
};

/**
 * What of a build that has succeeded was more than its own artifacts and its log.
 *
 * @param own what every build asks for, and first something before its commands
 */
export const whyCalls = (session: SessionCalls, own: readonly (readonly string[])[]): Because | undefined => {
  const expected = new Set(own.map((call) => call.join(' ')));
  const begin = own[0]?.join(' ');
  // Another rehearsal on the same emulator has it begin anew.
  if (begin !== undefined && !session.calls.some((call) => call.join(' ') === begin))
    return { word: 'unjudged', detail: `what it asked for is not known from its beginning on (${begin})` };
  const others = session.calls.filter(([action, resource]) => {
    // S3 asks these for who reads or writes an artifact; whatever is decrypted is decided by its cipher text.
    return !KEY_USES.has(action) && !expected.has(`${action} ${resource}`);
  });
  const [call] = others;
  if (call !== undefined) return { word: 'calls', detail: `it asked for ${call.join(' on ')}` };
  const [missed] = session.notJudged;
  return missed === undefined ? undefined : { word: 'calls', detail: `its role called ${missed}` };
};

const KEY_USES: ReadonlySet<string> = new Set(['kms:Decrypt', 'kms:GenerateDataKey']);

/** What leaves something behind that is meant to stay: objects outside of the artifact stores, and signatures. */
const LASTING = ['s3:PutObject', 's3:PutObjectRetention', 'kms:Sign'];

/** A statement of a policy, as far as it is read here. */
interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/** Which of these a policy's document allows outside of the artifact stores; a condition on it, or a Deny, is not relied on. */
const mayWrite = (document: string, stores: readonly string[]): readonly string[] => {
  const { Statement: statements = [] } = JSON.parse(document) as {
    readonly Statement?: Statement | readonly Statement[];
  };
  return listOf(statements).flatMap(({ Effect, Action, Resource }) => {
    const resources = Resource === undefined ? ['*'] : listOf(Resource);
    const elsewhere = resources.find((resource) => !stores.some((bucket) => isIn(resource, bucket)));
    const actions = Action === undefined ? ['*'] : listOf(Action);
    const lasting = LASTING.find((action) => actions.some((pattern) => covers(pattern, action)));
    const isFree = lasting === 'kms:Sign' || elsewhere !== undefined;
    return Effect === 'Allow' && lasting !== undefined && isFree ? [`${lasting} on ${elsewhere ?? resources[0]}`] : [];
  });
};

const isIn = (resource: string, bucket: string): boolean =>
  resource.endsWith(`:s3:::${bucket}`) || resource.includes(`:s3:::${bucket}/`);

const covers = (pattern: string, action: string): boolean => {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i').test(action);
};

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
