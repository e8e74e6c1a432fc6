const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** What a stack holds in turn: names of its own, a policy, and references to the one before. */
const KINDS: readonly ((stack: string, index: number) => object)[] = [
  (stack, index) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: `${stack}-${index}` } }),
  (stack, index) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: `/${stack}/${index}`, Type: 'String', Value: { 'Fn::GetAtt': [`R${index - 1}`, 'Arn'] } },
  }),
  (_, index) => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: `R${index - 1}` } } }),
  (stack, index) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: `${stack}-${index}`, AssumeRolePolicyDocument: TRUST },
  }),
];

/** A template of a stack with so many resources, and an export by which the others know it. */
export const templateOf = (stack: string, resources: number): object => {
  const indices = [...Array(resources).keys()];
  return {
    Resources: Object.fromEntries(indices.map((index) => [`R${index}`, KINDS[index % KINDS.length]?.(stack, index)])),
    Outputs: { Last: { Value: { Ref: `R${resources - 1}` }, Export: { Name: stack } } },
  };
};
