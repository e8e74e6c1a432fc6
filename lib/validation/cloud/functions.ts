import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, orAbsent, pageOf, present, texts } from './api';

/** A function of the account, whoever made it; times in milliseconds since 1970. */
export interface ListedFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly keyArn?: string;
  readonly layers: readonly string[];
  /** When its code or configuration was changed last. */
  readonly changedAt: number;
}

/** A queue or stream that a function is fed from. */
export interface EventSource {
  readonly id: string;
  readonly functionArn: string;
  readonly sourceArn: string;
}

/** Where a function is reached by HTTPS; `auth` is `NONE` where nobody is asked who he is. */
export interface FunctionUrl {
  readonly url: string;
  readonly auth: string;
}

const lambda = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-lambda');
  return { sdk, client: clients.of(sdk.LambdaClient) };
};

/** What a validation asks of Lambda about functions of anybody, and about what leads to and from ours. */
export const functionCalls = {
  functions: (api: Api, nextToken: string | undefined): Promise<ResultPage<ListedFunction>> =>
    api.ask('lambda:ListFunctions', lambda, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListFunctionsCommand({ Marker: nextToken, MaxItems: 50 }));
      return pageOf(page.NextMarker, page.Functions, (each) => ({
        name: present(each.FunctionName, 'the name of a function'),
        arn: present(each.FunctionArn, `the ARN of ${each.FunctionName}`),
        roleArn: present(each.Role, `the role of ${each.FunctionName}`),
        subnetIds: texts(each.VpcConfig?.SubnetIds),
        groupIds: texts(each.VpcConfig?.SecurityGroupIds),
        ...given('keyArn', each.KMSKeyArn || undefined),
        layers: texts(each.Layers?.map(({ Arn }) => Arn)),
        changedAt: Date.parse(present(each.LastModified, `when ${each.FunctionName} was changed`)),
      }));
    }),

  /** A function's policy as JSON text; undefined where it has none. */
  functionPolicy: (api: Api, name: string): Promise<string | undefined> =>
    api.ask('lambda:GetPolicy', lambda, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.GetPolicyCommand({ FunctionName: name })));
      return answer && present(answer.Policy, `the policy of ${name}`);
    }),

  functionUrl: (api: Api, name: string): Promise<FunctionUrl | undefined> =>
    api.ask('lambda:GetFunctionUrlConfig', lambda, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.GetFunctionUrlConfigCommand({ FunctionName: name })));
      return answer && { url: present(answer.FunctionUrl, `the URL of ${name}`), auth: answer.AuthType ?? 'unknown' };
    }),

  /** Names of a function's aliases. */
  functionAliases: (api: Api, name: string, nextToken: string | undefined): Promise<ResultPage<string>> =>
    api.ask('lambda:ListAliases', lambda, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListAliasesCommand({ FunctionName: name, Marker: nextToken }));
      return pageOf(page.NextMarker, page.Aliases, (each) => present(each.Name, `the name of an alias of ${name}`));
    }),

  /** ARNs that hear what a function was asked and how that ended. */
  asyncDestinations: (api: Api, name: string): Promise<readonly string[]> =>
    api.ask('lambda:GetFunctionEventInvokeConfig', lambda, async ({ sdk, client }) => {
      const command = new sdk.GetFunctionEventInvokeConfigCommand({ FunctionName: name });
      const { OnSuccess, OnFailure } = (await orAbsent(client.send(command)))?.DestinationConfig ?? {};
      return texts([OnSuccess?.Destination, OnFailure?.Destination]);
    }),

  eventSources: (api: Api, nextToken: string | undefined): Promise<ResultPage<EventSource>> =>
    api.ask('lambda:ListEventSourceMappings', lambda, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListEventSourceMappingsCommand({ Marker: nextToken }));
      return pageOf(page.NextMarker, page.EventSourceMappings, (each) => ({
        id: present(each.UUID, 'the id of an event source'),
        functionArn: present(each.FunctionArn, `the function of event source ${each.UUID}`),
        sourceArn: each.EventSourceArn ?? '',
      }));
    }),
};
