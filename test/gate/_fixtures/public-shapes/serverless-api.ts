import { BOOTSTRAP, functionOf, type PublicShape, roleOf } from './shape';

/** An HTTP API before functions, a table behind them, a user pool for who may, an alarm in a unit that its metric has not. */
export const SERVERLESS_API: PublicShape = {
  stacks: {
    Api: {
      ...BOOTSTRAP,
      Transform: 'AWS::SecretsManager-2020-07-23',
      Resources: {
        Orders: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
          },
        },
        Role: roleOf('lambda.amazonaws.com', 'service-role/AWSLambdaBasicExecutionRole'),
        MayUseTable: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'table',
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'dynamodb:*',
                  Resource: [{ 'Fn::GetAtt': ['Orders', 'Arn'] }, { Ref: 'AWS::NoValue' }],
                },
              ],
            },
          },
        },
        Put: functionOf('Role', {
          Environment: { Variables: { TABLE: { Ref: 'Orders' }, STAGE: { 'Fn::If': ['IsProd', 'prod', 'dev'] } } },
        }),
        Http: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: { Name: 'orders', ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['*'] } },
        },
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Http' },
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: { 'Fn::GetAtt': ['Put', 'Arn'] },
            PayloadFormatVersion: '2.0',
          },
        },
        Route: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Http' },
            RouteKey: 'PUT /orders/{id}',
            Target: { 'Fn::Sub': 'integrations/${Integration}' },
          },
        },
        MayInvoke: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { Ref: 'Put' },
            Principal: 'apigateway.amazonaws.com',
            SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Http}/*' },
          },
        },
        Users: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'users' }, Condition: 'IsProd' },
        Slow: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Put' } }],
            Unit: 'Seconds',
            Statistic: 'Sum',
            Period: 60,
            EvaluationPeriods: 1,
            Threshold: 0,
            ComparisonOperator: 'GreaterThanThreshold',
          },
        },
      },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    },
  },
  expected: [
    ['ZT-00-TemplatesAreFinal', '(the whole stack)'],
    ['ZT-00-NothingUnjudged', 'Users'],
    ['ZT-01-NoInternetPath', 'Http'],
    ['ZT-01-WorkloadInsideVpc', 'Put'],
    ['ZT-07-LogGroupsBeforeWriters', 'Put'],
    ['ZT-13-AlarmsReachSomebody', 'Put'],
  ],
};
