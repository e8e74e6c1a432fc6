import { createHmac } from 'node:crypto';
import { sha256 } from '../../../../lib/ground/sha256';

/** One thing that somebody tries at the emulator's door, in a form that a page's `fetch` and node's take alike. */
export interface Attempt {
  readonly title: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A stack with a function of the attacker's, which a custom resource starts: what once ran code as the user. */
const STACK = JSON.stringify({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = async () => { throw new Error("was here"); }' },
      },
    },
    Start: { Type: 'Custom::Start', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
  },
});

const FORM = 'application/x-www-form-urlencoded';

/** What a page or another user can try at a host, the first time with a secret. */
export const attempts = (host: string, secret = 'test'): readonly Attempt[] => {
  const create = new URLSearchParams({
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: 'evil',
    TemplateBody: STACK,
    'Capabilities.member.1': 'CAPABILITY_IAM',
  }).toString();
  const post = { path: '/', method: 'POST' } as const;
  const by = (secret: string) => signed(host, secret, create);
  return [
    { ...post, title: 'a stack, with the secret that was enough once', headers: by(secret), body: create },
    { ...post, title: 'a stack, with no secret', headers: by(''), body: create },
    { ...post, title: 'a stack, with a signature of anybody', headers: { ...by('x'), 'x-moto-account-id': '1' } },
    { ...post, title: 'a stack, unsigned', headers: { 'content-type': FORM }, body: create },
    { ...post, title: 'a stack, in a simple request', headers: { 'content-type': 'text/plain' }, body: create },
    { path: '/moto-api/reset', method: 'POST', title: 'a form that empties everything', headers: {}, body: '' },
    { path: '/moto-api/data.json', method: 'GET', title: 'everything that is there', headers: {} },
    { path: '/treasure/secret.txt', method: 'GET', title: 'an object', headers: {} },
    { path: '/treasure/secret.txt', method: 'DELETE', title: 'the end of an object', headers: {} },
    { path: '/', method: 'GET', title: 'all buckets', headers: {} },
    { path: '/latest/api/token', method: 'PUT', title: "the instance's credentials", headers: {} },
  ];
};

/** Headers of a request signed with a secret, as anybody can write them. */
const signed = (host: string, secret: string, body: string): Readonly<Record<string, string>> => {
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/cloudformation/aws4_request`;
  const names = 'content-type;host;x-amz-date';
  const lines = ['POST', '/', '', `content-type:${FORM}`, `host:${host}`, `x-amz-date:${date}`, '', names, hex(body)];
  const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = scope.split('/').reduce<string | Buffer>((made, part) => mac(made, part), `AWS4${secret}`);
  const signature = mac(key, ['AWS4-HMAC-SHA256', date, scope, hex(lines.join('\n'))].join('\n')).toString('hex');
  return {
    'content-type': FORM,
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=222222222222/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
};

const hex = (text: string): string => sha256(text);
