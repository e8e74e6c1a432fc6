/** An API that the workload may call through an endpoint; `owned` where its resources belong to an account (ZT-03). */
export interface EndpointService {
  readonly action: string;
  readonly owned: boolean;
}

/** The fixed list of ZT-03, by the last part of the service's name. */
export const ENDPOINT_SERVICES: Readonly<Record<string, EndpointService>> = {
  s3: { action: 's3:GetObject', owned: true },
  kms: { action: 'kms:Decrypt', owned: true },
  logs: { action: 'logs:PutLogEvents', owned: true },
  secretsmanager: { action: 'secretsmanager:GetSecretValue', owned: true },
  lambda: { action: 'lambda:InvokeFunction', owned: true },
  sts: { action: 'sts:GetCallerIdentity', owned: false },
  monitoring: { action: 'cloudwatch:PutMetricData', owned: false },
  sqs: { action: 'sqs:SendMessage', owned: true },
  sns: { action: 'sns:Publish', owned: true },
};

/** Last part of an endpoint's service name, e.g. `kms` of `com.amazonaws.us-east-1.kms`; undefined for anybody else's. */
export const serviceOf = (serviceName: string, region: string): string | undefined => {
  const [, service] = new RegExp(`^(?:[a-z]+\\.)*amazonaws\\.${region}\\.([a-z0-9.-]+)$`).exec(serviceName) ?? [];
  return service;
};
