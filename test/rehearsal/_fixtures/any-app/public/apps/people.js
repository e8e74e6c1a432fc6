// Who may do what, and who hears of what is logged.
const { CfnOutput, RemovalPolicy } = require('aws-cdk-lib');
const {
  CfnInstanceProfile,
  Group,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  User,
} = require('aws-cdk-lib/aws-iam');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { FilterPattern, LogGroup } = require('aws-cdk-lib/aws-logs');
const { LambdaDestination } = require('aws-cdk-lib/aws-logs-destinations');

exports.deploy = (stack) => {
  const group = new Group(stack, 'Readers', {
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
  });
  const ada = new User(stack, 'Ada', { userName: 'ada', groups: [group] });
  ada.addToPolicy(new PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
  const role = new Role(stack, 'Machine', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  new CfnInstanceProfile(stack, 'Profile', { roles: [role.roleName] });
  const logs = new LogGroup(stack, 'Logs', { logGroupName: 'the-logs', removalPolicy: RemovalPolicy.DESTROY });
  logs.addStream('Stream', { logStreamName: 'first' });
  const hears = new LambdaFunction(stack, 'Hears', {
    ...{ runtime: Runtime.PYTHON_3_12, handler: 'index.handler' },
    code: Code.fromInline('def handler(event, context):\n    print(event)\n'),
  });
  logs.addSubscriptionFilter('Errors', {
    destination: new LambdaDestination(hears),
    filterPattern: FilterPattern.anyTerm('ERROR'),
  });
  return { USER: new CfnOutput(stack, 'User', { value: ada.userName }) };
};
exports.may = ['iam:ListGroupsForUser', 'logs:DescribeLogStreams'];
exports.look = [
  'aws iam list-groups-for-user --user-name "$USER" --query "Groups[].GroupName" --output text',
  'stream="$(aws logs describe-log-streams --log-group-name the-logs --query "logStreams[0].logStreamName" --output text)"',
  'test "$stream" = first',
];
