import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersFrom, StubError } from './answers';
import type { Estate } from './estate';
import { Limits } from './limits';

/** What was asked of a stub. */
export interface Asked {
  /** Calls that were answered, by operation. */
  readonly answered: ReadonlyMap<string, number>;
  /** Calls that came too fast. */
  readonly throttled: number;
  /** Calls that were answered although the very same had been answered before. */
  readonly repeated: number;
}

/** A stub that listens on the loopback interface. */
export interface Stub {
  /** For `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  asked(): Asked;
  end(): Promise<void>;
}

/** All calls that were answered. */
export const callsOf = ({ answered }: Asked): number => [...answered.values()].reduce((sum, count) => sum + count, 0);

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

const xml = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
};

const identity = ({ account }: Estate, operation: string): string => {
  const arn = `arn:aws:sts::${account}:assumed-role/validation/delivery-validation`;
  const credentials = `<AccessKeyId>${account}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>x</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`;
  const result =
    operation === 'AssumeRole'
      ? `<Credentials>${credentials}</Credentials><AssumedRoleUser><Arn>${arn}</Arn><AssumedRoleId>x</AssumedRoleId></AssumedRoleUser>`
      : `<Arn>${arn}</Arn><UserId>x</UserId><Account>${account}</Account>`;
  return `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
};

/** A stack holds five hundred resources at most: log groups by the thousand are not in stacks of ours. */
const OWNS_NOTHING =
  '<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries/></ListStackResourcesResult></ListStackResourcesResponse>';

/**
 * Speaks as much of CloudWatch Logs, KMS, CloudTrail, CloudFormation and STS as a look at log groups needs: AWS's page sizes, tokens, errors and
 * rates. Everything else is refused for want of a permission, so that a check which asks for more cannot tell.
 */
export const serveStub = async (estate: Estate, times: number): Promise<Stub> => {
  const answers = answersFrom(estate);
  const limits = new Limits(times);
  const seen = new Set<string>();
  const count = { answered: new Map<string, number>(), throttled: 0, repeated: 0 };

  const record = (operation: string, body: string): void => {
    count.answered.set(operation, (count.answered.get(operation) ?? 0) + 1);
    const call = `${operation} ${body}`;
    if (seen.has(call)) count.repeated += 1;
    seen.add(call);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const target = request.headers['x-amz-target'];
    const operation =
      typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (new URLSearchParams(body).get('Action') ?? '');
    if (operation === 'AssumeRole' || operation === 'GetCallerIdentity') {
      record(operation, body);
      xml(response, 200, identity(estate, operation));
      return;
    }
    if (operation === 'ListStackResources') {
      record(operation, body);
      xml(response, 200, OWNS_NOTHING);
      return;
    }
    const give = answers[operation];
    if (!give) {
      const message = `not authorized to perform ${operation}`;
      if (typeof target === 'string') json(response, 400, { __type: 'AccessDeniedException', message });
      else
        xml(
          response,
          403,
          `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
        );
      return;
    }
    if (!limits.admits(operation)) {
      count.throttled += 1;
      json(response, 400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
      return;
    }
    try {
      json(response, 200, give(JSON.parse(body)));
      record(operation, body);
    } catch (error) {
      if (!(error instanceof StubError)) throw error;
      json(response, 400, { __type: error.type, message: error.message });
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => count,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
